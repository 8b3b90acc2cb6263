import { addressOf } from '@workspace/text';
import Koa from 'koa';

const app = new Koa();
app.use((context) => {
  context.body = {
    address: addressOf('The Plimsoll line & other marks'),
    path: context.path,
    user: process.getuid?.(),
  };
});
app.listen(4000);
