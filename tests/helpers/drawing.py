"""Strokes on the drawing pad, in a browser."""

INK = "sheet => sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data.filter(v => v > 127).length"


def draw_a_character(page, words):
    """Draw on the pad, empty it, draw again with a mouse, then with a finger: the picture, whose text holds `words`,
    follows each time."""
    pad = page.locator("canvas[role=img]")
    pad.scroll_into_view_if_needed()
    box, widget = pad.bounding_box(), page.locator(".widget-vbox", has=pad).last
    picture = widget.locator("img")
    assert "draw here" in pad.get_attribute("aria-label")
    assert pad.evaluate(INK) == 0

    def changed(act):
        before = picture.get_attribute("src")
        act()
        page.wait_for_function(
            "([e, old]) => e.querySelector('img').src !== old", arg=[widget.element_handle(), before]
        )
        return pad.evaluate(INK)

    def stroke(x, y, right, down):
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        page.mouse.move(box["x"] + x + right, box["y"] + y + down, steps=12)
        page.mouse.up()

    def finger(x, y, right, down):
        send = page.context.new_cdp_session(page).send
        for kind, share in [("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1), ("touchEnd", None)]:
            point = {} if share is None else {"x": box["x"] + x + share * right, "y": box["y"] + y + share * down}
            send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point] if point else []})

    line = changed(lambda: stroke(60, 60, 180, 0))
    assert line > 0
    assert changed(page.get_by_role("button", name="Empty sheet").click) == 0
    assert changed(lambda: stroke(60, 60, 180, 0)) == line
    cross = changed(lambda: stroke(150, 40, 0, 200))
    assert cross > line
    assert changed(lambda: finger(60, 240, 180, 20)) > cross
    assert words in picture.get_attribute("alt")
