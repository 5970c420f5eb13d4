setTimeout(() => {
    const late = document.createElement("div");
    late.className = "moved";
    document.querySelector("h1").before(late);
}, 600);
