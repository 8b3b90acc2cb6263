const fs = require('node:fs');
const bcrypt = require('bcrypt');
const express = require('express');
const PQ = require('libpq');

const app = express();

app.get('/health', (request, response) => response.send('ok'));

app.get('/password', (request, response) => {
  response.send(bcrypt.hashSync('secret', '$2b$04$abcdefghijklmnopqrstuu'));
});

app.get('/database', (request, response) => {
  try {
    new PQ().connectSync('host=/nowhere dbname=accounts');
    response.send('connected');
  } catch (error) {
    response.json({ message: error.message.split('\n')[0] });
  }
});

app.get('/data', (request, response) =>
  response.json({ isFolder: fs.statSync('data').isDirectory(), user: process.getuid() }),
);

app.listen(process.env.PORT);
