"""Any value as lists of texts, the same in every process, together with the code that the value leads to."""

import enum
import functools
import hashlib
import inspect
import json
import pathlib
import types
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from course_lib.errors import expect
from course_lib.training.code_parts import code_parts, is_own, is_own_thing, members, names_read
from course_lib.training.layer_graph import layer_graph, parts_of

Words = list | str | None
SCALARS = (type(None), bool, int, float, complex, str, bytes, np.generic)
WRITTEN = (range, slice, np.dtype, pathlib.PurePath)  # whose text tells all of them
MAPPINGS = (dict, types.MappingProxyType)
CONTAINERS = (*MAPPINGS, list, tuple, set, frozenset)
NAMED = (keras.Operation, keras.losses.Loss, keras.optimizers.Optimizer, keras.random.SeedGenerator)
NO_SETTINGS = frozenset({"name", "built", "build", "quantize"})  # attributes of these; a name counts up
FOLLOWED = (type, types.ModuleType, functools.partial, functools.cached_property, property, staticmethod, classmethod)
TELLABLE = "numbers, texts, arrays, functions, objects of your own, lists of these (a name with _ in front is left out)"


class Canonical:
    """Writes values down as words; `code` gathers what their functions and classes do.

    Code of the course and of the learner is followed into the classes from which a class inherits, and into every
    value, function and class that it reads by a global name. Installed libraries stand for themselves by a name.
    """

    def __init__(self):
        self.code: list = []
        self.seen: dict[int, tuple[int, Any]] = {}
        self.open: set[int] = set()
        self.in_layer = False

    def words(self, value: Any, where: str | None = None) -> Words:
        """The value in lists of texts. `where` names a setting, and what can't be told is then a ValueError.

        Without `where` an object of an installed library without settings is told by its class alone.
        """
        if isinstance(value, enum.Enum):
            return [self.words(type(value)), value.name]
        if isinstance(value, SCALARS):
            return [type(value).__name__, repr(value)]
        if isinstance(value, np.ndarray | keras.Variable) or keras.ops.is_tensor(value):
            return self.array(value, where)
        if isinstance(value, WRITTEN):
            return [type(value).__name__, str(value)]
        return self.container(value, where) if isinstance(value, CONTAINERS) else self.thing(value, where)

    def array(self, value: Any, where: str | None) -> Words:
        """Shape, kind of number and content; of the variables of a layer no content, which is that of its weights."""
        if self.in_layer and isinstance(value, keras.Variable):
            return [list(value.shape), str(value.dtype)]
        value = value if isinstance(value, np.ndarray) else keras.ops.convert_to_numpy(value)
        if value.dtype == object:
            return [list(value.shape), self.words(value.ravel().tolist(), where)]
        content = np.ascontiguousarray(value).reshape(-1).view(np.uint8)
        return [list(value.shape), value.dtype.str, hashlib.sha256(content.data).hexdigest()]

    def container(self, value: Any, where: str | None) -> Words:
        """What a list, tuple, set or dictionary holds; one that holds itself is not written again."""
        if id(value) in self.open:
            return "itself"
        self.open.add(id(value))
        pairs = value.items() if isinstance(value, MAPPINGS) else ((None, each) for each in value)
        found = [[self.words(key, where), self.words(each, where)] for key, each in pairs]
        self.open.discard(id(value))
        return sorted(found, key=json.dumps) if isinstance(value, set | frozenset) else found

    def thing(self, value: Any, where: str | None) -> Words:
        """A function, class, layer or another object; the second time its number among these."""
        if id(value) in self.seen:
            return f"number {self.seen[id(value)][0]}"
        self.seen[id(value)] = (len(self.seen), value)  # with the value, or another could be given its id
        if isinstance(value, FOLLOWED) or inspect.isroutine(value) or hasattr(value, "__wrapped__"):
            return self.followed(value)
        if isinstance(value, np.random.Generator):
            return self.words(value.bit_generator.state)
        if isinstance(value, keras.Operation):
            return [self.layer(value), self.words(value.get_weights() if isinstance(value, keras.Layer) else [])]
        return self.instance(value, where)

    def layer(self, layer: keras.Operation) -> Words:
        """A layer with its settings, connections and all that is inside it, but not its weights."""
        self.seen.setdefault(id(layer), (len(self.seen), layer))
        inside = [self.layer(each) for each in parts_of(layer) if id(each) not in self.seen]
        own = is_own(type(layer).__module__)
        before, self.in_layer = self.in_layer, True
        settings = self.attributes(layer, chosen=lambda each: own or inspect.isfunction(each) or is_own_thing(each))
        self.in_layer = before
        return [self.words(type(layer)), self.words(layer_graph(layer)), inside, settings]

    def instance(self, value: Any, where: str | None) -> Words:
        """Class, settings and, where the class is the course's or the learner's, its attributes."""
        kind = type(value)
        own, told = is_own(kind.__module__), hasattr(value, "get_config")
        expect(own or told or not where, "checkpoints", f"{kind.__qualname__} as {where}", TELLABLE)
        config = dict(value.get_config()) if told else {}
        if isinstance(value, NAMED):
            config.pop("name", None)
        return [self.words(kind), self.words(config, where), self.attributes(value, where) if own else []]

    def attributes(
        self,
        value: Any,
        where: str | None = None,
        chosen: Callable[[Any], bool] = lambda value: True,
        leave_out: frozenset = frozenset(),
    ) -> list:
        """The attributes that an object itself holds, but for those that begin with _ and for the name of a layer."""
        leave_out = leave_out | NO_SETTINGS if isinstance(value, NAMED) else leave_out
        found = {name: each for name, each in members(value) if not name.startswith("_") and name not in leave_out}
        return [[name, self.words(found[name], where and f"{where}.{name}")] for name in found if chosen(found[name])]

    def followed(self, value: Any) -> Words:
        """A module, function, class or what wraps one: its name, and in `code` what it does."""
        if isinstance(value, types.ModuleType):
            return value.__name__.replace("keras.api.", "keras.")  # in Keras 3.8 `import keras.ops` makes a second one
        wrapped = [
            getattr(value, name, None) for name in ("__wrapped__", "__func__", "__self__", "func", "fget", "fset")
        ]
        if isinstance(value, functools.partial):
            wrapped += [value.args, value.keywords]
        inner = [self.words(each) for each in wrapped if each is not None and not isinstance(each, types.ModuleType)]
        name = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', type(value).__qualname__)}"
        if is_own(getattr(value, "__module__", None)) and isinstance(value, type):
            bodies = [[name, self.words(each)] for name, each in members(value)]
            self.code.append([name, self.words(list(value.__bases__)), bodies])
        elif is_own(getattr(value, "__module__", None)) and inspect.isfunction(value):
            self.code.append([name, code_parts(value.__code__), self.read_by(value)])
        return [name, inner]

    def read_by(self, function: types.FunctionType) -> Words:
        """What a function finds outside itself: defaults, variables of the functions around it, global names."""
        cells = [cell.cell_contents for cell in function.__closure__ or () if cell != types.CellType()]
        names, attributes = names_read(function.__code__)
        found = {name: function.__globals__[name] for name in names if name in function.__globals__}
        modules = [each for each in found.values() if isinstance(each, types.ModuleType) and is_own(each.__name__)]
        asked = [[name, vars(module)[name]] for module in modules for name in attributes if name in vars(module)]
        return self.words([function.__defaults__, function.__kwdefaults__, cells, found, asked])
