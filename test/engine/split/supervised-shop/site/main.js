fetch('/api/rope')
  .then((answer) => answer.json())
  .then(({ rope }) => document.body.append(`Rope: ${rope}`));
