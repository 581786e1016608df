// The sheet of DrawingPad: everything on it is drawn from the strokes, those sent and the one under the pen.
// A stroke is a list of points [x, y] in pixels of the sheet; it is sent when the pen is lifted.

function render({ model, el }) {
  const sheet = document.createElement("canvas"), pen = sheet.getContext("2d");
  sheet.width = sheet.height = model.get("side");
  sheet.className = "course-pad-sheet";
  sheet.setAttribute("role", "img");
  sheet.setAttribute("aria-label", model.get("label"));
  Object.assign(pen, { lineWidth: model.get("pen"), lineCap: "round", lineJoin: "round", strokeStyle: "white" });
  let begun = null; // the stroke under the pen, where there is one

  const draw = () => {
    pen.clearRect(0, 0, sheet.width, sheet.height);
    for (const stroke of begun ? [...model.get("strokes"), begun] : model.get("strokes")) {
      pen.beginPath();
      if (stroke.length) pen.moveTo(...stroke[0]); // and a line to itself: a stroke of one point is a dot
      for (const point of stroke) pen.lineTo(...point);
      pen.stroke();
    }
  };
  const follow = (event) => {
    if (!begun || !event.isPrimary) return;
    const box = sheet.getBoundingClientRect(), scale = sheet.width / box.width;
    begun.push([Math.round((event.clientX - box.left) * scale), Math.round((event.clientY - box.top) * scale)]);
    draw();
  };
  const begin = (event) => {
    if (!event.isPrimary || event.button !== 0) return; // a second finger, or another button of the mouse
    sheet.setPointerCapture(event.pointerId);
    begun = [];
    follow(event);
  };
  const send = (event) => {
    if (!begun || !event.isPrimary) return;
    model.set("strokes", [...model.get("strokes"), begun]);
    begun = null;
    model.save_changes();
  };

  sheet.addEventListener("pointerdown", begin);
  sheet.addEventListener("pointermove", follow);
  sheet.addEventListener("pointerup", send);
  sheet.addEventListener("pointercancel", send);
  model.on("change:strokes", draw);
  draw();
  el.append(sheet);
  return () => model.off("change:strokes", draw);
}

export default { render };
