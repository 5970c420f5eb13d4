addEventListener("beforeprint", () => console.warn("on paper"));
