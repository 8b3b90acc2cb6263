create table notes (id integer primary key, text text);
insert into notes (text) values ('take weight off'), ('keep what runs');
