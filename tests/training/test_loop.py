import os
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from course_lib.losses import (
    HierarchicalSoftmaxLoss,
    MinedTripletLoss,
    NormalisedSoftmaxLoss,
    SDRNLoss,
    SimSiamLoss,
    TripletLoss,
)
from course_lib.models import RandomDistortion, RandomView, augmentation, embed, encoder
from course_lib.training import train
from course_lib.training.batches import PKBatches
from course_lib.training.loop import Progress, falling_rate

LABELS = np.repeat(np.arange(4), 8)
PICTURES = np.random.default_rng(0).integers(0, 256, (32, 8, 8, 3), dtype=np.uint8)
PICTURES[..., 0] = LABELS[:, None, None] * 60  # the red channel tells the class


def network():
    keras.utils.set_random_seed(0)
    return encoder((8, 8, 3), dimension=8, width=4)


def batches(steps=5):
    return PKBatches(PICTURES, LABELS, classes=4, per_class=4, steps=steps, seed=3)


def brighter_or_darker():
    """The lightest augmentation with a random layer whose state must be resumed."""
    return keras.Sequential([layers.RandomBrightness(0.2, value_range=(0, 255), seed=1)])


def run(trained, epochs, folder, distort=None):
    distort = brighter_or_darker() if distort is None else distort
    return train(trained, batches(), TripletLoss(0.2), epochs=epochs, augmentation=distort, checkpoints=folder)


def test_the_loss_falls():
    losses = train(network(), batches(), TripletLoss(0.2), epochs=8)
    assert losses[-1] < 0.7 * losses[0]


def small_network(dimension=8, views=8):
    """An encoder that compiles in a moment and has moving statistics to lose, for pictures or views of this size."""
    keras.utils.set_random_seed(0)
    rows = [layers.Rescaling(1 / 127.5, -1), layers.Flatten(), layers.Dense(dimension), layers.BatchNormalization()]
    return keras.Sequential([keras.Input((views, views, 3)), *rows, layers.UnitNormalization()], name="encoder")


def weights_after(folder, loss, epochs=4):
    """All weights that train, the encoder's and the loss's, after a training in steps of 5, and its mean losses."""
    trained = small_network()
    history = train(trained, batches(), loss, epochs=epochs, augmentation=brighter_or_darker(), checkpoints=folder)
    own = loss.layer.get_weights() if hasattr(loss, "layer") else []
    return [*trained.get_weights(), *own], history


class Stop(Exception):
    pass


def stopping_at(step, stop):
    """`Progress.step`, calling stop after so many steps."""
    steps = iter(range(1, step + 1))

    def after_a_step(self, loss):
        if next(steps) == step:
            stop()

    return after_a_step


def raise_stop():
    raise Stop


INTERRUPTED = [
    pytest.param(lambda: TripletLoss(0.2), 2, id="no layer, in epoch 0"),
    pytest.param(lambda: SDRNLoss(4, smoothing=0.1), 5, id="SDRN, last step of epoch 0"),
    pytest.param(lambda: NormalisedSoftmaxLoss(4), 6, id="normalised softmax, first step of epoch 1"),
    pytest.param(lambda: SimSiamLoss(hidden=4), 13, id="SimSiam, in epoch 2"),
    pytest.param(lambda: MinedTripletLoss(0.2, "random"), 12, id="random triples, in epoch 2"),
    pytest.param(lambda: SDRNLoss(4), 20, id="SDRN, last step of all"),
    pytest.param(lambda: HierarchicalSoftmaxLoss([0, 0, 1, 1]), 8, id="two levels, in epoch 1"),
]


@pytest.mark.parametrize(("loss", "step"), INTERRUPTED)
def test_interrupted_at_any_step_a_training_ends_where_an_uninterrupted_one_does(loss, step, tmp_path, monkeypatch):
    whole, _ = weights_after(tmp_path / "whole", loss())
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", stopping_at(step, raise_stop))
        with pytest.raises(Stop):
            weights_after(tmp_path / "parts", loss())
    resumed, history = weights_after(tmp_path / "parts", loss())
    assert len(history) == 4 - (step - 1) // 5
    for ours, theirs in zip(resumed, whole, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


DISTORTIONS = {"photos": lambda: augmentation(1), "drawings": lambda: RandomDistortion(seed=1)}


@pytest.mark.parametrize("kind", DISTORTIONS)
def test_an_interrupted_training_of_a_convolutional_encoder_ends_the_same(kind, tmp_path, monkeypatch):
    distortion = DISTORTIONS[kind]
    whole = network()
    run(whole, 3, tmp_path / "whole", distortion())
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", stopping_at(8, raise_stop))
        with pytest.raises(Stop):
            run(network(), 3, tmp_path / "parts", distortion())
    resumed = network()
    assert len(run(resumed, 3, tmp_path / "parts", distortion())) == 2
    for ours, theirs in zip(resumed.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize(("optimiser", "step"), [("adamw", 3), ("adamw", 15), ("muon", 10)])
def test_a_training_on_views_with_warm_up_resumes_too(optimiser, step, tmp_path, monkeypatch):
    def weights(folder):
        trained = small_network(views=6)
        settings = {"epochs": 3, "warm_up": 0.2, "decay": 0.01, "optimiser": optimiser, "checkpoints": folder}
        train(trained, batches(), NormalisedSoftmaxLoss(4), augmentation=RandomView(6, seed=1), **settings)
        return trained.get_weights()

    whole = weights(tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", stopping_at(step, raise_stop))
        with pytest.raises(Stop):
            weights(tmp_path / "parts")
    for again in (weights(tmp_path / "parts"), weights(tmp_path / "parts")):  # the second takes the finished one
        for ours, theirs in zip(again, whole, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_the_rate_rises_and_falls():
    schedule = falling_rate(100, rate=0.5, warm_up=0.1)
    rates = np.array([float(schedule(step)) for step in range(101)])
    np.testing.assert_allclose(rates[:11], 0.05 * np.arange(11), atol=1e-6)
    np.testing.assert_allclose(rates[10:], 0.25 * (1 + np.cos(np.pi * np.arange(91) / 90)), atol=1e-6)


@pytest.mark.parametrize("loss", [NormalisedSoftmaxLoss(4), SDRNLoss(4), SimSiamLoss(4)], ids=lambda loss: loss.name)
def test_the_layer_of_a_loss_trains_along_and_is_saved_with_the_encoder(loss, tmp_path):
    trained = small_network()
    loss.layer.build(trained.output_shape)
    before = loss.layer.get_weights()
    history = train(trained, batches(), loss, epochs=6, rate=1e-2)
    assert history[-1] < history[0]
    assert all(
        np.abs(ours - theirs).max() > 1e-3 for ours, theirs in zip(before, loss.layer.get_weights(), strict=True)
    )
    whole = keras.Sequential([trained, loss.layer])
    whole.save(tmp_path / "whole.keras")
    again = keras.saving.load_model(tmp_path / "whole.keras")
    np.testing.assert_array_equal(again.predict(PICTURES, verbose=0), whole.predict(PICTURES, verbose=0))


def test_other_starting_weights_of_the_layer_do_not_take_the_checkpoint(tmp_path):
    weights_after(tmp_path, NormalisedSoftmaxLoss(4), epochs=1)
    again = NormalisedSoftmaxLoss(4)
    again.layer.build((None, 8))
    again.layer.set_weights([np.ones((8, 4))])
    assert len(weights_after(tmp_path, again, epochs=1)[1]) == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_labels_that_are_no_class_of_the_loss_are_named():
    with pytest.raises(ValueError, match="labels: expected 0 to 2, got 0 to 3"):
        train(small_network(), batches(), NormalisedSoftmaxLoss(3), epochs=1)


def test_a_finished_training_is_not_repeated(tmp_path):
    first, second = small_network(), small_network()
    assert len(run(first, 2, tmp_path)) == 2
    assert run(second, 2, tmp_path) == []
    np.testing.assert_array_equal(embed(second, PICTURES), embed(first, PICTURES))


def test_other_settings_do_not_take_the_checkpoint(tmp_path):
    run(small_network(), 1, tmp_path)
    assert len(run(small_network(), 2, tmp_path)) == 2
    assert len(run(small_network(), 1, tmp_path, distort=augmentation(1))) == 1
    assert len(list(tmp_path.iterdir())) == 3


def test_a_damaged_checkpoint_is_set_aside_with_a_sentence(tmp_path):
    run(small_network(), 1, tmp_path)
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match=r"checkpoints: .*could not be read.*run again"):
        run(small_network(), 1, tmp_path)
    assert len(run(small_network(), 1, tmp_path)) == 1


PROGRAM = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from test_loop import Progress, SDRNLoss, stopping_at, weights_after
Progress.step = stopping_at(12, lambda: os.kill(os.getpid(), signal.SIGKILL))
weights_after({folder!r}, SDRNLoss(4))
"""


def test_killed_inside_an_epoch_the_next_process_ends_where_an_uninterrupted_one_does(tmp_path):
    program = PROGRAM.format(tests=os.path.dirname(__file__), folder=str(tmp_path / "parts"))
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    resumed, history = weights_after(tmp_path / "parts", SDRNLoss(4))
    assert len(history) == 2
    whole, _ = weights_after(tmp_path / "whole", SDRNLoss(4))
    for ours, theirs in zip(resumed, whole, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


class KilledWhileWriting(Exception):
    pass


def test_killed_while_a_checkpoint_is_written_the_last_one_is_whole(tmp_path, monkeypatch):
    def torn(source, target):
        if len(list(tmp_path.glob("*.weights.h5"))) > 1:  # the checkpoint of epoch 0 and the one being written
            Path(source).write_bytes(Path(source).read_bytes()[:1000])
            raise KilledWhileWriting
        Path(source).rename(target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", torn)
        with pytest.raises(KilledWhileWriting):
            weights_after(tmp_path, TripletLoss(0.2))
    assert len(weights_after(tmp_path, TripletLoss(0.2))[1]) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs: expected a whole number of at least 1, got 0"),
        ({"epochs": 1, "rate": 0}, "rate: expected a positive"),
    ],
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


def test_a_watcher_is_called_after_each_epoch_and_its_words_stand_in_the_bar(capsys):
    seen = []
    train(network(), batches(), TripletLoss(0.2), epochs=3, watch=lambda done: seen.append(done) or f"seen={done}")
    assert seen == [1, 2, 3]
    assert "seen=3" in capsys.readouterr().out.splitlines()[-1]
