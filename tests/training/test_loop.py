import os
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from helpers.small_training import (
    LABELS,
    PICTURES,
    Stop,
    batches,
    brighter_or_darker,
    raise_stop,
    small_network,
    stopping_at,
    weights_after,
)
from keras import layers, ops

from course_lib.losses import (
    HierarchicalSoftmaxLoss,
    MinedTripletLoss,
    NormalisedSoftmaxLoss,
    SDRNLoss,
    SimSiamLoss,
    TripletLoss,
)
from course_lib.models import RandomDistortion, RandomView, augmentation, embed, encoder
from course_lib.training import PKBatches, train
from course_lib.training.learning_rate import cosine_schedule
from course_lib.training.progress import Progress


def network():
    keras.utils.set_random_seed(0)
    return encoder((8, 8, 3), dimension=8, width=4)


def run(trained, epochs, folder, distort=None):
    distort = brighter_or_darker() if distort is None else distort
    return train(trained, batches(), TripletLoss(0.2), epochs=epochs, augmentation=distort, checkpoints=folder)


def test_the_loss_falls():
    losses = train(network(), batches(), TripletLoss(0.2), epochs=8)
    assert losses[-1] < 0.7 * losses[0]


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


@pytest.mark.parametrize(("optimizer", "step"), [("adamw", 3), ("adamw", 15), ("muon", 10)])
def test_a_training_on_views_with_warm_up_resumes_too(optimizer, step, tmp_path, monkeypatch):
    def weights(folder):
        trained = small_network(views=6)
        settings = {"epochs": 3, "warm_up": 0.2, "weight_decay": 0.01, "optimizer": optimizer, "checkpoints": folder}
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
    schedule = cosine_schedule(100, learning_rate=0.5, warm_up=0.1)
    rates = np.array([float(schedule(step)) for step in range(101)])
    np.testing.assert_allclose(rates[:11], 0.05 * np.arange(11), atol=1e-6)
    np.testing.assert_allclose(rates[10:], 0.25 * (1 + np.cos(np.pi * np.arange(91) / 90)), atol=1e-6)


@pytest.mark.parametrize("loss", [NormalisedSoftmaxLoss(4), SDRNLoss(4), SimSiamLoss(4)], ids=lambda loss: loss.name)
def test_the_layer_of_a_loss_trains_along_and_is_saved_with_the_encoder(loss, tmp_path):
    trained = small_network()
    loss.layer.build(trained.output_shape)
    before = loss.layer.get_weights()
    history = train(trained, batches(), loss, epochs=6, learning_rate=1e-2)
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


def test_average_and_maximum_pooling_are_two_trainings(tmp_path):
    def pooled(pool):
        keras.utils.set_random_seed(0)
        x = layers.Conv2D(4, 3)(entry := keras.Input((8, 8, 3)))
        return keras.Model(entry, ops.mean(pool(x, 2), axis=(1, 2)))

    for pool in (ops.average_pool, ops.max_pool):
        assert len(train(pooled(pool), batches(), TripletLoss(0.2), epochs=1, checkpoints=tmp_path)) == 1


@pytest.mark.parametrize(
    ("loss", "step"),
    [
        pytest.param(lambda: SDRNLoss(4), 2, id="a layer, in epoch 0"),
        pytest.param(lambda: TripletLoss(0.2), 13, id="no layer, in epoch 2"),
    ],
)
def test_an_interrupted_cell_run_again_goes_on_with_the_network_as_it_was_left(loss, step, tmp_path, monkeypatch):
    whole, _ = weights_after(tmp_path / "whole", loss())
    trained, own = small_network(), loss()
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", stopping_at(step, raise_stop))
        with pytest.raises(Stop):
            weights_after(tmp_path / "parts", own, trained=trained)
    assert len(list((tmp_path / "parts").iterdir())) == 1
    resumed, history = weights_after(tmp_path / "parts", own, trained=trained)
    assert len(history) == 4 - (step - 1) // 5
    for ours, theirs in zip(resumed, whole, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_a_finished_cell_run_again_takes_its_result(tmp_path):
    trained, own = small_network(), SDRNLoss(4)
    first, _ = weights_after(tmp_path, own, trained=trained)
    again, history = weights_after(tmp_path, own, trained=trained)
    assert history == []
    for ours, theirs in zip(again, first, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_network_left_by_one_training_is_the_start_of_the_next(tmp_path):
    plain, trained = small_network(), small_network()
    for network, folder in ((plain, None), (trained, tmp_path)):
        for rate in (1e-2, 1e-3, 1e-2):  # the third has the settings of the first, but not the network that it left
            history = train(network, batches(), TripletLoss(0.2), epochs=1, learning_rate=rate, checkpoints=folder)
            assert len(history) == 1
    assert len(list(tmp_path.iterdir())) == 3
    for ours, theirs in zip(trained.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_without_its_file_a_network_that_was_left_starts_from_what_it_is(tmp_path):
    trained = small_network()
    weights_after(tmp_path, TripletLoss(0.2), epochs=1, trained=trained)
    next(tmp_path.iterdir()).unlink()
    assert len(weights_after(tmp_path, TripletLoss(0.2), epochs=1, trained=trained)[1]) == 1
    fresh = small_network()
    assert len(weights_after(tmp_path, TripletLoss(0.2), epochs=1, trained=fresh)[1]) == 1, "not that of the first"


def test_a_folder_that_can_not_be_written_is_named_before_the_first_step(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(Progress, "step", stopping_at(1, raise_stop))
    with pytest.raises(ValueError, match=r"checkpoints: expected a folder that can be written, got .*file"):
        run(small_network(), 1, tmp_path / "file" / "training")


def test_a_disk_that_fills_up_is_named_and_leaves_the_last_state(tmp_path, monkeypatch):
    writes = iter(range(3))

    def full(source, target):
        if next(writes) == 2:
            raise OSError(28, "No space left on device")
        Path(source).rename(target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(ValueError, match=r"checkpoints: .*No space left on device"):
            weights_after(tmp_path, TripletLoss(0.2))
    assert len(list(tmp_path.iterdir())) == 1, "what was written aside is gone"
    assert len(weights_after(tmp_path, TripletLoss(0.2))[1]) == 3


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
from course_lib.losses import SDRNLoss
from course_lib.training.progress import Progress
from helpers.small_training import stopping_at, weights_after
Progress.step = stopping_at(12, lambda: os.kill(os.getpid(), signal.SIGKILL))
weights_after({folder!r}, SDRNLoss(4))
"""


def test_killed_inside_an_epoch_the_next_process_ends_where_an_uninterrupted_one_does(tmp_path):
    program = PROGRAM.format(tests=os.path.dirname(os.path.dirname(__file__)), folder=str(tmp_path / "parts"))
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
    writes = iter(range(3))

    def torn(source, target):
        if next(writes) == 2:  # that of the second epoch, after those of the start and of the first
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
        ({"epochs": 1, "learning_rate": 0}, "learning_rate: expected a positive"),
    ],
)
def test_bad_input_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        train(network(), batches(), TripletLoss(0.2), **options)


@pytest.mark.parametrize("loss", [NormalisedSoftmaxLoss(4), TripletLoss()], ids=lambda loss: loss.name)
def test_labels_as_text_are_named(loss):
    """A graph of TensorFlow would break at them, inside itself."""
    words = PKBatches(PICTURES, np.array(["apple", "leek", "milk", "pear"])[LABELS], classes=4, per_class=2, steps=1)
    with pytest.raises(ValueError, match=r"labels: expected whole numbers, one per class, .* got texts"):
        train(network(), words, loss, epochs=1)


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="JAX has no room for them, and the labels are refused")
def test_labels_beyond_2_to_the_24_train_like_small_ones():
    def weights_after(labels):
        encoder = network()
        train(encoder, PKBatches(PICTURES, labels, classes=4, per_class=2, steps=2), TripletLoss(), epochs=1)
        return encoder.get_weights()

    for small, large in zip(weights_after(LABELS), weights_after(LABELS + 4_006_381_333), strict=True):
        np.testing.assert_array_equal(small, large)


def test_mixed_float16_is_refused_since_its_optimiser_skips_steps():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        with pytest.raises(ValueError, match="encoder: expected float32, float64 or mixed_bfloat16"):
            train(network(), batches(), TripletLoss(0.2), epochs=1)
    finally:
        keras.config.set_dtype_policy(before)


@pytest.mark.parametrize("wrong", [np.zeros((2, 8, 8, 1)), np.zeros((0, 8, 8, 3)), np.zeros((8, 8, 3))])
def test_pictures_of_another_shape_are_named(wrong):
    with pytest.raises(ValueError, match=r"pictures: expected \(n, \*\(8, 8, 3\)\), got shape"):
        embed(network(), wrong)


def test_pictures_with_nan_are_named():
    with pytest.raises(ValueError, match="pictures: expected finite numbers, got NaN or infinity"):
        embed(network(), np.full((1, 8, 8, 3), np.nan))


def test_a_callback_is_called_after_each_epoch_and_its_words_stand_in_the_bar(capsys):
    seen = []
    train(network(), batches(), TripletLoss(0.2), epochs=3, callback=lambda done: seen.append(done) or f"seen={done}")
    assert seen == [1, 2, 3]
    assert "seen=3" in capsys.readouterr().out.splitlines()[-1]
