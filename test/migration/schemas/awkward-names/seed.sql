INSERT INTO "Pet ""shop""" VALUES ('1', NULL, 'x');
