"""Muon against the singular value decomposition, against AdamW, and in a training that is interrupted."""

import keras
import numpy as np
import pytest
from helpers.small_training import LABELS, PICTURES, batches, small_network
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from course_lib.losses import TripletLoss
from course_lib.models import encoder
from course_lib.training import train
from course_lib.training.muon import Muon, orthogonal


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 1000), st.floats(1e-3, 1e3))
def test_orthogonal_keeps_the_directions_and_evens_the_lengths(m, n, seed, size):
    matrix = size * np.random.default_rng(seed).normal(size=(m, n)).astype("float32")
    u, lengths, vt = np.linalg.svd(matrix.astype(float), full_matrices=False)
    found = ops.convert_to_numpy(orthogonal(ops.convert_to_tensor(matrix)))
    inside = u.T @ found @ vt.T  # diagonal when the directions are those of the matrix
    seen = lengths > 0.02 * np.linalg.norm(lengths)
    np.testing.assert_allclose(inside - np.diag(np.diag(inside)), 0, atol=0.02)
    assert ((np.diag(inside)[seen] > 0.6) & (np.diag(inside)[seen] < 1.3)).all()


def variables():
    rng = np.random.default_rng(0)
    shapes = {"kernel": (3, 3, 4, 8), "matrix": (6, 5), "columns": (4, 9), "offset": (7,)}
    return {name: keras.Variable(rng.normal(size=shape), name=name) for name, shape in shapes.items()}


def gradients(seed):
    rng = np.random.default_rng(seed)
    return {name: rng.normal(size=variable.shape).astype("float32") for name, variable in variables().items()}


def after(optimizer, names, steps=3):
    """The variables of these names after so many steps."""
    chosen = {name: variable for name, variable in variables().items() if name in names}
    if isinstance(optimizer, Muon):
        optimizer.leave_to_adam([chosen["columns"]] if "columns" in chosen else [])
    for step in range(steps):
        rows = [ops.convert_to_tensor(gradients(step)[name]) for name in chosen]
        optimizer.apply(rows, list(chosen.values()))
    return {name: ops.convert_to_numpy(variable) for name, variable in chosen.items()}


def test_vectors_and_what_is_left_to_adam_move_as_in_adamw():
    ours = after(Muon(0.1, weight_decay=0.0, share=0.3), ("columns", "offset"))
    theirs = after(keras.optimizers.AdamW(0.03, weight_decay=0.0), ("columns", "offset"))
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, atol=1e-6)


@pytest.mark.parametrize("name", ["kernel", "matrix"])
def test_matrices_and_kernels_move_as_a_plain_numpy_muon_does(name):
    found = after(Muon(0.1, weight_decay=0.2, momentum=0.9), (name,))[name]
    weight, mean = ops.convert_to_numpy(variables()[name]), 0.0
    for step in range(3):
        gradient = gradients(step)[name]
        mean = 0.9 * mean + 0.1 * gradient
        ahead = (0.9 * mean + 0.1 * gradient).reshape(-1, weight.shape[-1])
        x = ahead / np.linalg.norm(ahead)
        for _ in range(5):
            x = 3.4445 * x - 4.775 * x @ x.T @ x + 2.0315 * x @ x.T @ x @ x.T @ x
        weight = weight * (1 - 0.1 * 0.2) - 0.1 * 0.2 * np.sqrt(max(x.shape)) * x.reshape(weight.shape)
    np.testing.assert_allclose(found, weight, atol=1e-4)


def test_the_size_of_a_loss_does_not_matter():
    moved = []
    for size in (1.0, 1e4):
        weight = keras.Variable(np.ones((4, 3)))
        Muon(0.1, weight_decay=0.0).apply([ops.convert_to_tensor(size * gradients(0)["matrix"][:4, :3])], [weight])
        moved.append(ops.convert_to_numpy(weight))
    np.testing.assert_allclose(moved[0], moved[1], atol=1e-4)


def test_it_is_saved_and_loaded_with_its_settings():
    again = keras.optimizers.deserialize(keras.optimizers.serialize(Muon(0.5, 0.1, share=0.2, momentum=0.8)))
    assert (again.share, again.momentum, again.weight_decay) == (0.2, 0.8, 0.1)


@pytest.mark.parametrize(
    "wrong", [{"share": 0}, {"share": 2}, {"momentum": 1.0}, {"momentum": -0.1}, {"amsgrad": True}]
)
def test_wrong_settings_are_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Muon(**wrong)


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4)])
def test_what_is_no_matrix_is_named(shape):
    with pytest.raises(ValueError, match=r"matrix: expected \(m, n\)"):
        orthogonal(ops.zeros(shape))


def test_an_unknown_optimiser_is_named():
    with pytest.raises(ValueError, match=r"optimizer: expected one of \('adamw', 'muon'\), got 'sgd'"):
        train(small_network(), batches(), TripletLoss(0.2), epochs=1, optimizer="sgd")


def test_a_matrix_has_one_variable_of_state_and_all_else_two():
    chosen = list(variables().values())
    optimizer = Muon()
    optimizer.leave_to_adam([chosen[2]])
    optimizer.build(chosen)
    numbers = sum(np.prod(variable.shape) for variable in optimizer.variables if len(variable.shape))
    sizes = [np.prod(variable.shape) for variable in chosen]  # kernel, matrix, columns, offset
    assert numbers == sizes[0] + sizes[1] + 2 * (sizes[2] + sizes[3])


def test_what_is_left_after_the_first_step_is_refused():
    chosen, optimizer = list(variables().values()), Muon()
    optimizer.build(chosen)
    with pytest.raises(ValueError, match="variables: expected the variables to leave before"):
        optimizer.leave_to_adam(chosen)


def test_a_saved_model_goes_on_as_the_one_that_was_saved(tmp_path):
    """With the same matrices left to Adam, and the state of both kinds."""
    network, optimizer = small_network(), Muon(1e-2)
    optimizer.leave_to_adam([each for each in network.trainable_variables if len(each.shape) == 2])
    network.compile(optimizer, TripletLoss(0.2))
    network.train_on_batch(PICTURES, LABELS)
    network.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.optimizer.left == optimizer.left != set()
    assert int(loaded.optimizer.iterations) == 1
    for trained in (network, loaded):
        trained.train_on_batch(PICTURES, LABELS)
    for ours, theirs in zip(loaded.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_a_state_of_another_form_is_refused(tmp_path):
    """As an older course wrote it: its mean and Adam's two for every variable. Keras would warn and begin anew."""
    network = small_network()
    network.compile(Muon(1e-2), TripletLoss(0.2))
    network.train_on_batch(PICTURES, LABELS)
    state = {}
    network.optimizer.save_own_variables(state)
    network.optimizer.load_own_variables(state)
    old = state | {str(len(state) + place): np.zeros(3) for place in range(4)}
    with pytest.raises(ValueError, match=rf"optimizer: expected {len(state)} variables; .* got a state of {len(old)}"):
        network.optimizer.load_own_variables(old)


def test_the_state_of_an_encoder_is_hardly_more_than_one_number_for_a_weight():
    """Keras' own Muon needs as much; three were needed before."""
    network, optimizer = encoder((32, 32, 3)), Muon()
    optimizer.build(network.trainable_variables)
    count = lambda variables: sum(np.prod(variable.shape) for variable in variables)
    assert count(optimizer.variables) / count(network.trainable_variables) < 1.07
