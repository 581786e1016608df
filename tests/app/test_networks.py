"""A folder is searched by the network that was asked for, and the answer says which."""

import numpy as np
import pytest
from helpers.shop_folder import make_shop

from course_lib.app.networks import IN_WORDS, WORLD, weights_digest
from course_lib.app.prepare import network_of, prepare_collection
from course_lib.app.search_command import search_command


def test_a_folder_is_searched_by_the_network_that_has_seen_the_world(tmp_path, cache, capsys):
    folder = make_shop(tmp_path / "shop", 2, 2)
    query = tmp_path / "shop" / "product 0" / "0.png"
    query = next((tmp_path / "shop").rglob("*.png")) if not query.exists() else query
    own = prepare_collection(folder)
    assert own.facts.compared_by == IN_WORDS[WORLD]
    assert own.arrays["embeddings"].shape == (4, 512)
    other = prepare_collection(folder, "groceries")
    assert other.facts.compared_by == IN_WORDS["groceries"]
    assert own.path != other.path
    np.testing.assert_array_equal(prepare_collection(folder).arrays["embeddings"], own.arrays["embeddings"])
    capsys.readouterr()
    assert search_command(folder, query, 2, tmp_path / "out.png", "groceries") == 0
    assert (
        capsys.readouterr()
        .out.strip()
        .endswith("Compared by the course's network, trained on photos of 81 grocery products.")
    )


@pytest.mark.parametrize(
    ("name", "network", "message"),
    [
        ("catalogue", "squeezenet", "network: expected none: catalogue has a network of its own, got 'squeezenet'"),
        ("my_folder", "catalogue", r"network: expected one of \('squeezenet', 'groceries'\), got 'catalogue'"),
        ("my_folder", "resnet", r"network: expected one of \('squeezenet', 'groceries'\), got 'resnet'"),
    ],
)
def test_a_network_that_does_not_fit_is_named(name, network, message):
    with pytest.raises(ValueError, match=message):
        network_of(name, network)


def test_what_is_no_name_is_refused():
    with pytest.raises(ValueError, match=r"name: expected one of .* or the path of a folder, got None"):
        prepare_collection(None)
    with pytest.raises(ValueError, match=r"network: expected one of .*, got 'nonsense'"):
        weights_digest("nonsense")


def test_every_network_has_a_digest_of_its_own():
    assert len({weights_digest(name) for name in IN_WORDS}) == len(IN_WORDS) == 3
