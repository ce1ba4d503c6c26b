\set user random(9000000, 9999999)
\set tm random(1795000000000, 1796000000000)
INSERT INTO events (project, cs1, tm, n, var) VALUES ('bench', :user::text, :tm, 'BuyProduct', 'VARIABLES');
