/* Shows the number of each slider beside it while it moves; without scripts the ends of the scale are there. */
for (const output of document.querySelectorAll("output[for]")) {
  const slider = document.getElementById(output.htmlFor.value);
  const show = () => { output.value = `${slider.value} %`; };
  output.hidden = false;
  slider.addEventListener("input", show);
  show();
}
