// The search page: pagefind's own form, begun with the word that the sidebar sent. All addresses are beside this page.
window.addEventListener("DOMContentLoaded", () => {
  const here = new URL(".", window.location.href).pathname;
  const form = new PagefindUI({
    element: "#search", baseUrl: here, bundlePath: here + "pagefind/",
    showImages: false, showSubResults: true, resetStyles: false, autofocus: true,
  });
  document.querySelector("#search input").setAttribute("aria-label", "Search the book");
  const word = new URLSearchParams(window.location.search).get("q");
  if (word) form.triggerSearch(word);
});
