import psycopg2; print(psycopg2.apilevel)
