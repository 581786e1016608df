"""From a Keras network to its steps in NumPy, for places where Keras would be too heavy."""

import numpy as np
from keras import Model, activations, layers

from course_lib.app.plain_network import LayerStep, PlainNetwork
from course_lib.errors import expect
from course_lib.models import Preprocessing, squeezenet
from course_lib.models.encoders import UnitLength
from course_lib.search.fingerprint import model_fingerprint


def export_network(network: Model) -> PlainNetwork:
    """The PlainNetwork that computes what a Keras network computes in inference.

    It knows the layers of `encoder` without gates, of `residual_encoder` and of `frozen_encoder`.

    Raises:
        ValueError: naming a layer that it does not know, or several inputs or outputs.
    """
    expect(len(network.inputs) == len(network.outputs) == 1, "network", "several", "one input and one output")
    places = {id(network.input): 0}
    steps: list[LayerStep] = []
    arrays: list[np.ndarray] = []
    for layer in network.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        kind, weights, settings = _translated(layer)
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        use = range(len(arrays), len(arrays) + len(weights))
        steps.append({"kind": kind, "inputs": [places[id(x)] for x in inputs], "arrays": [*use], "settings": settings})
        arrays += weights
        places[id(layer.output)] = len(steps)
    return PlainNetwork(network.input.shape[1:], steps, arrays, model_fingerprint(network))


def _translated(layer):
    """(kind, weights, settings) of one layer."""
    known = [kind.__name__ for kind in TRANSLATIONS]
    expect(type(layer) in TRANSLATIONS, "network", f"a layer {type(layer).__name__}", f"{known}")
    linear = getattr(layer, "activation", activations.linear) is activations.linear
    expect(linear, "network", f"{layer.name} with an activation of its own", "activations as layers")
    return TRANSLATIONS[type(layer)](layer)


def _batch_norm(layer):
    scale, shift, mean, variance = layer.get_weights()
    factor = scale / np.sqrt(variance + layer.epsilon)
    return "channel_scaling", [factor, shift - mean * factor], {}


def _convolution(layer):
    expect(layer.groups == 1 and set(layer.dilation_rate) == {1}, "network", layer.name, "a plain convolution")
    return "convolution", layer.get_weights(), {"strides": layer.strides, "padding": layer.padding}


def _group_norm(layer):
    return "group_normalisation", layer.get_weights(), {"groups": layer.groups, "epsilon": layer.epsilon}


def _preprocessing(layer):
    expect(layer.backbone == "SqueezeNet", "network", f"the preprocessing of {layer.backbone}", "that of SqueezeNet")
    return "blue_first", [], {"mean": squeezenet.MEAN_BLUE_FIRST}


def _pooling(kind, layer):
    return kind, [], {"size": layer.pool_size, "strides": layer.strides, "padding": layer.padding}


TRANSLATIONS = {
    layers.Rescaling: lambda layer: ("rescaling", [], {"scale": layer.scale, "offset": layer.offset}),
    Preprocessing: _preprocessing,
    layers.Conv2D: _convolution,
    layers.BatchNormalization: _batch_norm,
    layers.GroupNormalization: _group_norm,
    layers.ReLU: lambda layer: ("relu", [], {}),
    layers.MaxPooling2D: lambda layer: _pooling("max_pooling", layer),
    layers.GlobalAveragePooling2D: lambda layer: ("average_of_places", [], {}),
    layers.GlobalMaxPooling2D: lambda layer: ("maximum_of_places", [], {}),
    layers.AveragePooling2D: lambda layer: _pooling("average_pooling", layer),
    layers.Add: lambda layer: ("sum_of_parts", [], {}),
    layers.Dropout: lambda layer: ("unchanged", [], {}),
    layers.Concatenate: lambda layer: ("side_by_side", [], {}),
    layers.Dense: lambda layer: ("dense", layer.get_weights(), {}),
    UnitLength: lambda layer: ("unit_length", [], {}),
}
