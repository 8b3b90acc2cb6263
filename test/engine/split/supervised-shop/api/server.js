const Koa = require('koa');

const app = new Koa();
app.use((context) => {
  context.body = { rope: 12, path: context.path };
});
app.listen(4000, '127.0.0.1');
