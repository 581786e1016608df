import ipywidgets
import pytest

from course_lib import plots, widgets


def draw(height, shape, filled):
    words = f"{shape} of height {height}, {'filled' if filled else 'empty'}"
    return plots.figure_bars({shape: height}, ylabel="height", alt=words)


def test_a_control_redraws_the_picture():
    shell = widgets.live(draw, height=(0, 10, 1, 3), shape=["square", "circle"], filled=False)
    height, shape, filled, _, picture = shell.children
    assert 'alt="square of height 3, empty"' in picture.value
    height.value, shape.value, filled.value = 7, "circle", True
    assert 'alt="circle of height 7, filled"' in picture.value


def test_viewers_without_widgets_get_the_picture():
    shell = widgets.live(draw, height=(0, 10, 1, 3), shape=["square"], filled=True)
    bundle = shell._repr_mimebundle_()
    assert 'alt="square of height 3, filled"' in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_kind_of_control_follows_from_its_values():
    kinds = [type(widgets.control("x", spec)) for spec in [(0, 5, 1, 2), (0, 1, 0.1, 0.5), ["a"], True]]
    assert kinds == [ipywidgets.IntSlider, ipywidgets.FloatSlider, ipywidgets.Dropdown, ipywidgets.Checkbox]


def test_a_control_that_is_none_of_these_is_named():
    with pytest.raises(ValueError, match=r"speed: expected \(low, high, step, start\), a list or a bool, got 5"):
        widgets.control("speed", 5)
