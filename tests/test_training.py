import os
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest

from course_lib.batches import PKBatches
from course_lib.losses import TripletLoss
from course_lib.models import augmentation, encoder
from course_lib.training import Progress, embed, train

LABELS = np.repeat(np.arange(4), 8)
PICTURES = np.random.default_rng(0).integers(0, 256, (32, 8, 8, 3), dtype=np.uint8)
PICTURES[..., 0] = LABELS[:, None, None] * 60  # the red channel tells the class


def network():
    keras.utils.set_random_seed(0)
    return encoder((8, 8, 3), dimension=8, width=4)


def batches(steps=5):
    return PKBatches(PICTURES, LABELS, classes=4, per_class=4, steps=steps, seed=3)


def run(trained, epochs, folder, distort=True):
    return train(
        trained,
        batches(),
        TripletLoss(0.2),
        epochs=epochs,
        augmentation=augmentation(1) if distort else None,
        checkpoints=folder,
    )


def test_the_loss_falls():
    losses = train(network(), batches(), TripletLoss(0.2), epochs=8)
    assert losses[-1] < 0.7 * losses[0]


class Stop(Exception):
    pass


def test_an_interrupted_training_ends_where_an_uninterrupted_one_does(tmp_path, monkeypatch):
    whole = network()
    run(whole, 4, tmp_path / "whole")

    def stop_in_epoch_2(self, epoch, logs=None):
        if epoch == 2:
            raise Stop

    stopped = network()
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "on_epoch_end", stop_in_epoch_2)
        with pytest.raises(Stop):
            run(stopped, 4, tmp_path / "parts")
    resumed = network()
    losses = run(resumed, 4, tmp_path / "parts")
    assert len(losses) == 2
    for ours, theirs in zip(resumed.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_a_finished_training_is_not_repeated(tmp_path):
    first, second = network(), network()
    assert len(run(first, 2, tmp_path)) == 2
    assert run(second, 2, tmp_path) == []
    np.testing.assert_array_equal(embed(second, PICTURES), embed(first, PICTURES))


def test_other_settings_do_not_take_the_checkpoint(tmp_path):
    run(network(), 1, tmp_path)
    assert len(run(network(), 2, tmp_path)) == 2
    assert len(run(network(), 1, tmp_path, distort=False)) == 1
    assert len(list(tmp_path.iterdir())) == 3


def test_a_damaged_checkpoint_is_set_aside_with_a_sentence(tmp_path):
    run(network(), 1, tmp_path)
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match=r"checkpoints: .*could not be read.*run again"):
        run(network(), 1, tmp_path)
    assert len(run(network(), 1, tmp_path)) == 1


PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from test_training import network, run
run(network(), 40, {folder!r})
"""


def test_killed_at_any_moment_the_checkpoint_is_whole(tmp_path):
    program = PROGRAM.format(tests=os.path.dirname(__file__), folder=str(tmp_path))
    child = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    while not list(tmp_path.glob("[0-9a-f]*.weights.h5")) and child.poll() is None:
        time.sleep(0.05)
    time.sleep(0.3)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert 0 < len(run(network(), 40, tmp_path)) < 40


@pytest.mark.parametrize(
    ("options", "message"),
    [({"epochs": 0}, "epochs: expected at least 1, got 0"), ({"epochs": 1, "rate": 0}, "rate: expected a positive")],
)
def test_bad_input_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        train(network(), batches(), TripletLoss(0.2), **options)


@pytest.mark.parametrize("wrong", [np.zeros((2, 8, 8, 1)), np.zeros((0, 8, 8, 3)), np.zeros((8, 8, 3))])
def test_pictures_of_another_shape_are_named(wrong):
    with pytest.raises(ValueError, match=r"pictures: expected \(n, \*\(8, 8, 3\)\), got shape"):
        embed(network(), wrong)


def test_pictures_with_nan_are_named():
    with pytest.raises(ValueError, match="pictures: expected finite numbers, got NaN or infinity"):
        embed(network(), np.full((1, 8, 8, 3), np.nan))
