"""Is what the query shows here at all? The answer in words, only where a threshold was calibrated for this question."""

from dataclasses import dataclass

from course_lib.app.collection import Collection
from course_lib.app.search_records import Query
from course_lib.errors import expect

HERE, NOT_HERE = "here", "not here"


@dataclass(frozen=True)
class Verdict:
    """What the nearest picture says.

    Args:
        answer: HERE or NOT_HERE; None where no threshold was worth having.
        sentence: for a person.
        errors: how often the answer is wrong, for a person; empty where there is none.
        threshold: what the distance was compared with; None where there is none.
    """

    answer: str | None
    sentence: str
    errors: str = ""
    threshold: float | None = None


def verdict(collection: Collection, query: Query, threshold: float | None = None) -> Verdict:
    """Is it here? The nearest of all pictures of the collection decides; one that is in it does not find itself.

    Args:
        collection: what is searched.
        query: what is searched for.
        threshold: another one than that of the collection, which must have one; None: the collection's.

    Raises:
        ValueError: a threshold that is none, or where there should be none.
    """
    refusal = collection.facts.refusal
    if not refusal.threshold:
        expect(threshold is None, "threshold", threshold, f"none for this collection: {refusal.reason}")
        return Verdict(None, f"No verdict whether it is here: {refusal.reason}.")
    limit = refusal.threshold if threshold is None else threshold
    expect(limit >= 0, "threshold", limit, "a distance, 0 or more")
    (nearest,) = collection.nearest(query, 1)
    place = f"in the folder {nearest.name}" if collection.facts.thing == "folder" else f"as {nearest.name}"
    distance, is_here = f"{nearest.distance:.2f}", nearest.distance < limit
    words = f"Probably here, {place}: the nearest {collection.noun} is at {distance}, below the threshold {limit:.2f}."
    if not is_here:
        words = (
            f"Probably not here: the nearest {collection.noun} is at {distance}, not below the threshold {limit:.2f}."
        )
    return Verdict(HERE if is_here else NOT_HERE, words, error_words(collection, threshold), limit)


def error_words(collection: Collection, threshold: float | None = None) -> str:
    """How often the verdict is wrong, in words.

    Args:
        collection: with a threshold.
        threshold: another one than the collection's.
    """
    refusal, thing = collection.facts.refusal, collection.facts.thing
    shares = (refusal.false_alarms, refusal.refused, refusal.misnamed)
    if threshold is not None and collection.asked is not None:
        shares = collection.asked.shares_at(threshold)
    alarms, refused, misnamed = (f"{100 * share:.0f}" for share in shares)
    return (
        f"Of 100 photos of something that is not here, about {alarms} are taken for something that is; of 100 of "
        f"something that is here, about {refused} are said not to be, and {misnamed} are taken for another {thing}."
    )
