// What a visitor does with mouse and keyboard beyond the controls: drop or paste a picture, enlarge one that is shown.
// Python answers with messages; nothing is asked of any other machine.

const LATE = 15000; // milliseconds without an answer: then the page says that it is no longer connected

function render({ model, el }) {
  const root = () => el.closest(".course-page") ?? el.parentElement;
  const note = document.createElement("p"), hint = document.createElement("p");
  const dialog = document.createElement("dialog"), picture = document.createElement("img");
  const name = document.createElement("p"), path = document.createElement("code"), size = document.createElement("p");
  const copy = button("Copy the path"), file = document.createElement("a"), close = button("Close");
  let waiting = 0, asked = null, address = "";

  note.className = "course-message";
  note.setAttribute("role", "alert");
  hint.className = "course-drop";
  hint.textContent = model.get("hint");
  dialog.className = "course-large";
  dialog.setAttribute("aria-label", "Enlarged picture");
  picture.alt = "Enlarged picture"; // until there is one, with the words of its own
  name.className = "name";
  const row = document.createElement("div");
  file.textContent = "Open the file";
  file.target = "_blank";
  file.rel = "noopener"; // and the referrer, by which the server knows that its own page asks
  row.append(copy, file, close);
  dialog.append(picture, name, size, path, row);
  el.append(hint, note, dialog);

  function button(words) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    return made;
  }

  const beside = (link) => { // an address of the same server
    const facts = document.getElementById("jupyter-config-data")?.textContent ?? "{}";
    return new URL(link, new URL(JSON.parse(facts).baseUrl ?? "/", location.href)).href;
  };
  const say = (words) => { note.textContent = words; };
  const send = (message, buffers) => {
    say("");
    clearTimeout(waiting);
    waiting = setTimeout(() => say("There is no answer. If it stays so, reload the page."), LATE);
    model.send(message, undefined, buffers);
  };

  const upload = async (file) => {
    if (file.size > model.get("most_bytes")) {
      say(`This file is too large: at most ${model.get("most_bytes") >> 20} MB can be searched for.`);
      return;
    }
    send({ kind: "upload" }, [await file.arrayBuffer()]);
  };
  const firstFile = (data) => [...(data?.files ?? [])][0];
  const listening = () => el.isConnected && root().offsetParent !== null;

  const over = (event) => {
    if (!listening() || ![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    hint.classList.add("over");
  };
  const leave = (event) => { if (!event.relatedTarget) hint.classList.remove("over"); };
  const drop = (event) => {
    if (!listening()) return;
    hint.classList.remove("over");
    const file = firstFile(event.dataTransfer);
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    upload(file);
  };
  const paste = (event) => {
    const file = firstFile(event.clipboardData);
    if (!listening() || !file) return;
    event.preventDefault();
    upload(file);
  };
  const click = (event) => {
    const enlarge = event.target.closest?.("button.course-enlarge");
    if (!enlarge || !root().contains(enlarge)) return;
    asked = enlarge;
    send({ kind: "enlarge", place: Number(enlarge.dataset.place) }, []);
  };

  const answer = (message, buffers) => {
    clearTimeout(waiting);
    say(message.sentence ?? "");
    if (message.kind !== "enlarged") return;
    URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([buffers[0]], { type: "image/jpeg" }));
    picture.src = address;
    picture.alt = name.textContent = message.words;
    size.textContent = message.size;
    path.textContent = message.path;
    path.hidden = copy.hidden = !message.path;
    file.hidden = !message.link;
    if (message.link) file.href = beside(message.link);
    copy.textContent = "Copy the path";
    if (!dialog.open) dialog.showModal();
    close.focus();
  };
  copy.addEventListener("click", async () => {
    getSelection().selectAllChildren(path);
    try {
      await navigator.clipboard.writeText(path.textContent);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Press Ctrl-C to copy"; // the path is selected
    }
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { if (asked?.isConnected) asked.focus(); });

  const heard = { dragover: over, dragleave: leave, drop, paste, click };
  for (const [kind, act] of Object.entries(heard)) document.addEventListener(kind, act, true);
  model.on("msg:custom", answer);
  return () => {
    clearTimeout(waiting);
    URL.revokeObjectURL(address);
    for (const [kind, act] of Object.entries(heard)) document.removeEventListener(kind, act, true);
    model.off("msg:custom", answer);
  };
}

export default { render };
