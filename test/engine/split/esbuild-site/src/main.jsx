import { h, render } from 'preact';

render(<h1>{TITLE}</h1>, document.body);
