"""One question, one answer: the search, and the HTML that shows it. Every picture has words."""

import base64
import html
from importlib.resources import files

from course_lib.errors import expect

STYLE = f"<style>{files('course_lib.app').joinpath('page.css').read_text(encoding='utf-8')}</style>"


def answer(collection, query, k, threshold, coarse=None, only_same=False):
    """HTML with the k nearest pictures of a Collection to a Query, nearest first.

    threshold: below this distance a picture is called the same product. coarse: only pictures of this coarse class,
    None for all. only_same: leave out what is called another product.
    """
    expect(threshold >= 0, "threshold", threshold, "a distance, 0 or more")
    wanted = None if coarse is None else {"coarse": coarse}
    distances, ids = collection.index.search(query.embedding[None], k, threshold if only_same else None, wanted)
    found = [
        (i, d)
        for d, i in zip(distances[0].tolist(), ids[0].tolist(), strict=True)
        if i >= 0 and not (only_same and d >= threshold)
    ]
    items = "".join(_found(collection, i, d, d < threshold) for i, d in found)
    return (
        f'<section class="course-answer" aria-label="Answer">{_asked(collection, query)}'
        f'<p role="status">{_summary(collection, query, found, threshold)}</p><ol>{items}</ol></section>'
    )


def failure_gallery(collection, begin, count, threshold):
    """HTML with test pictures whose nearest picture shows another product, from place `begin` on, `count` at most."""
    total = len(collection.failures)
    queries = len(collection.labels) - collection.gallery or collection.gallery
    if not total:
        return f'<p role="status">For none of {queries} pictures is the nearest one of another product.</p>'
    some = collection.failures[begin : begin + count]
    said = (
        f"For {total:,} of {queries:,} pictures that we tried the nearest one shows another product. "
        f"These are {begin + 1} to {begin + len(some)}, the smallest distances first."
    )
    items = "".join(_failure(collection, asked, found, threshold) for asked, found in some)
    return f'<section class="course-answer" aria-label="Failures"><p role="status">{said}</p><ol>{items}</ol></section>'


def picture(jpeg, alt):
    """An <img> that carries its JPEG file (bytes) and its words."""
    return f'<img alt="{html.escape(alt)}" src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}">'


def message(sentence):
    """A sentence for the visitor, read out at once by a screen reader; nothing for an empty one."""
    return f'<p class="course-message" role="alert">{html.escape(sentence)}</p>' if sentence else ""


def _asked(collection, query):
    name = "Your picture" if query.label is None else collection.names[query.label]
    words = f"<figcaption>{_text(name)}</figcaption>"
    return f'<figure class="query">{picture(query.thumbnail, f"Query: {name}")}{words}</figure>'


def _summary(collection, query, found, threshold):
    same = sum(d < threshold for _, d in found)
    if not found:
        return f"None of the {collection.gallery:,} pictures fits. Move the threshold or choose another kind."
    said = f"The {len(found)} nearest pictures. The threshold {threshold:.2f} calls {same} of them the same product."
    if query.label is not None:
        right = sum(collection.labels[i] == query.label for i, _ in found)
        said += f" In truth {right} of them show it."
    return said


def _found(collection, i, distance, same):
    name = collection.names[collection.labels[i]]
    kind, verdict = ("same", "✓ same product") if same else ("other", "✗ another product")
    return (
        f'<li class="{kind}">{picture(collection.thumbnail(i), name)}<p><b>{distance:.2f}</b> '
        f'<span class="verdict">{verdict}</span></p><p class="name">{_text(name)}</p></li>'
    )


def _failure(collection, asked, found, threshold):
    distance = float(((collection.embeddings[asked] - collection.embeddings[found]) ** 2).sum() ** 0.5)
    words = [collection.names[collection.labels[i]] for i in (asked, found)]
    verdict = "called the same" if distance < threshold else "called another product"
    return (
        f'<li class="failure"><div>{picture(collection.thumbnail(asked), f"Query: {words[0]}")}'
        f"{picture(collection.thumbnail(found), f'Nearest: {words[1]}')}</div><p><b>{distance:.2f}</b> {verdict}</p>"
        f'<p class="name">{_text(words[0])}<br>found: {_text(words[1])}</p></li>'
    )


def _text(words):
    return html.escape(words.replace("-", " "))
