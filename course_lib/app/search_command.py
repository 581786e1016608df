"""`python -m course_lib search`: the pictures most like yours, from a data set or a folder."""

import sys

from course_lib import data, plots
from course_lib.models.embedding import embed
from course_lib.recipes import products
from course_lib.search import Index


def search_command(data_name, query, k, out):
    """Print the k nearest pictures of the data to the picture file `query` and save them as PNG. Returns the exit code.

    data_name: groceries, catalogue, or the path of a folder of pictures, searched with the groceries' encoder.
    """
    name = data_name if data_name in products.CASES else "groceries"
    size = products.SHIPPED[name].size
    try:
        picture = data.picture(query, size)
        pictures = products.shipped_pictures(name) if name == data_name else data.folder(data_name, size)
    except (OSError, ValueError, data.DataNotFound) as problem:
        print(f"search: {problem}", file=sys.stderr)
        return 1
    for file, reason in pictures.skipped:
        print(f"skipped {file}: {reason}", file=sys.stderr)
    network = products.shipped_encoder(name)
    distances, ids = Index(embed(network, pictures.pictures)).search(embed(network, picture[None]), k)
    names = [pictures.names[pictures.labels[i]] for i in ids[0]]
    for rank, (found, distance, i) in enumerate(zip(names, distances[0], ids[0], strict=True), start=1):
        print(f"{rank:3}  {distance:.3f}  {found}  (picture {i})")
    figure, alt = plots.figure_neighbours(picture, pictures.pictures[ids[0]], distances[0], names=names)
    plots.save(figure, out)
    print(f"{alt} Saved as {out}.")
    return 0
