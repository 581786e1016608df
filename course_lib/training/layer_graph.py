"""A Keras model written down with its connections, without the names that count up in a process."""

from typing import Any

import keras

from course_lib.errors import expect

PLACES = {"keras_history", "input_layers", "output_layers"}  # where a configuration names the layers of its own level
GRAPHS = (keras.Function, keras.Sequential)  # a model of the functional way is a Function


def layer_graph(layer: keras.Operation) -> dict | None:
    """The serialised layer or model with all that is inside it; None for a layer of whom Keras knows no settings.

    A layer stands for itself by its place among the layers of its model, so `conv2d` and `conv2d_7` are one, yet what
    is connected with what stays told.

    Raises:
        ValueError: a graph of layers of which one can't be written down.
    """
    try:
        written = keras.saving.serialize_keras_object(layer)
    except (NotImplementedError, TypeError, ValueError) as problem:
        told = "a network that Keras can write down: every layer of its graph with a get_config"
        expect(not isinstance(layer, GRAPHS), "checkpoints", " ".join(str(problem).split()), told)
        return None
    return without_names(written, {}, {each.name for each in inside(layer)})


def parts_of(layer: keras.Operation) -> list:
    """The layers directly inside a layer; of a graph of layers its operations, which need not be layers."""
    if isinstance(layer, keras.Function):
        return layer.operations
    return layer._flatten_layers(include_self=False, recursive=False) if isinstance(layer, keras.Layer) else []


def inside(layer: keras.Operation) -> list:
    """The layer and everything inside it."""
    return [layer, *(each for part in parts_of(layer) for each in inside(part))]


def without_names(written: Any, level: dict, names: set) -> Any:
    """A part of what Keras wrote, without the names that count up in a process.

    The name of a number type ("float32") stays. A function without a name, which Keras writes with the place of its
    text, goes: `Canonical` writes down its code.

    Args:
        written: the part.
        level: the places of the layers by name.
        names: all names that may be left out.
    """
    if isinstance(written, list | tuple):
        return [without_names(each, level, names) for each in written]
    if not isinstance(written, dict):
        return written
    if written.get("class_name") == "__lambda__":
        return "a function"
    if isinstance(written.get("layers"), list):
        level = {layer.get("name"): place for place, layer in enumerate(written["layers"]) if isinstance(layer, dict)}
    is_type = "DTypePolicy" in str(written.get("class_name"))
    found = {}
    for key, value in written.items():
        if key == "compile_config" or (key == "name" and isinstance(value, str) and value in names):
            continue
        if key in PLACES:
            found[key] = numbered(value, level)
        else:
            found[key] = value if is_type else without_names(value, level, names)
    return found


def numbered(places: Any, level: dict) -> Any:
    """The names in a place of the graph as numbers."""
    if isinstance(places, list | tuple):
        return [numbered(each, level) for each in places]
    if isinstance(places, dict):
        return {key: numbered(value, level) for key, value in places.items()}
    return f"layer {level[places]}" if places in level else places
