import { h, render } from 'preact';

fetch('/harbours')
  .then((answer) => answer.json())
  .then(({ harbours }) => render(h('ul', null, harbours.map((name) => h('li', null, name))), document.querySelector('main')));
