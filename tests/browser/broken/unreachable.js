document.getElementById("b").addEventListener("focus", () => document.getElementById("c").focus());
