package io.maidian.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL with its own defaults, over a data folder of its own, on the loopback, as another user
 * where this program runs as root: PostgreSQL refuses root. Single events come from pgbench, one
 * prepared INSERT a transaction; batches by COPY, one a transaction. The table has no index, so
 * that this is the most that it can take.
 */
final class PostgresPeer implements Peer {
    private static final String TABLE =
            "CREATE TABLE events (project text, cs1 text, tm bigint, n text, var jsonb,"
                    + " received timestamptz DEFAULT now())";
    private static final String USER = "postgres";

    private final Path programs;
    private final Path folder;
    private final int connections;
    private final boolean forced;
    private final ServerProcess process;

    /**
     * @param programs PostgreSQL's folder {@code bin}
     * @param template {@code bench/peers/postgresql-insert.sql}
     * @param forced whether its log is forced to disk at each commit
     */
    PostgresPeer(Path programs, Path template, Path scratch, int connections, boolean forced)
            throws IOException, InterruptedException {
        this.programs = programs;
        this.connections = connections;
        this.forced = forced;
        folder = Files.createDirectories(scratch.resolve("postgresql-" + forced));
        Path data = Files.createDirectories(folder.resolve("data"));
        if (isRoot()) {
            UserPrincipal owner =
                    data.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(otherUser());
            Files.setOwner(data, owner);
        }
        Command.run(
                asUser(
                        program("initdb"),
                        "--pgdata=" + data,
                        "--username=" + USER,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C"));
        int port = ServerProcess.freePort();
        process =
                ServerProcess.start(
                        "PostgreSQL",
                        port,
                        asUser(
                                program("postgres"),
                                "-D",
                                data.toString(),
                                "-p",
                                Integer.toString(port),
                                "-c",
                                "listen_addresses=127.0.0.1",
                                "-c",
                                "unix_socket_directories=",
                                "-c",
                                "fsync=" + (forced ? "on" : "off")),
                        folder.resolve("postgresql.out"),
                        PostgresPeer::answers);
        execute(TABLE);
        writeScripts(template);
    }

    @Override
    public List<Way> ways() {
        Promise promise = forced ? Promise.DURABLE : Promise.PAGE_CACHE;
        return List.of(
                new Way("PostgreSQL, INSERT", Load.SINGLE, promise),
                new Way("PostgreSQL, COPY", Load.BATCH, promise));
    }

    @Override
    public Duration warmUp(Duration usual) {
        return usual;
    }

    @Override
    public Uploaded upload(Way way, int seconds) throws IOException, InterruptedException {
        return way.load() == Load.SINGLE
                ? pgbench(seconds)
                : new Uploaded(
                        new CopyLoad(url(process.port()), connections).run(seconds), seconds);
    }

    @Override
    public void settle() {}

    @Override
    public long found(Way way) throws IOException {
        String product = way.load() == Load.SINGLE ? "bench" : CopyLoad.PROJECT;
        return number("SELECT count(*) FROM events WHERE project = '" + product + "'");
    }

    @Override
    public long forces() throws IOException {
        return number("SELECT wal_sync FROM pg_stat_wal");
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private Uploaded pgbench(int seconds) throws IOException, InterruptedException {
        Path logs = Files.createTempDirectory(folder, "pgbench");
        List<String> command =
                new ArrayList<>(List.of(program("pgbench"), "-n", "-h", "127.0.0.1"));
        command.addAll(List.of("-p", Integer.toString(process.port()), "-U", USER));
        command.addAll(List.of("-c", Integer.toString(connections), "-j", "2"));
        command.addAll(List.of("-T", Integer.toString(seconds), "-M", "prepared"));
        command.addAll(List.of("--log", "--log-prefix=" + logs.resolve("log")));
        for (int i = 0; i < SampleEvents.variables().size(); i++) {
            command.addAll(List.of("-f", script(i).toString()));
        }
        command.add("postgres");
        Command.run(command);
        return PgbenchLog.read(logs);
    }

    private void writeScripts(Path template) throws IOException {
        String text = Files.readString(template);
        List<String> variables = SampleEvents.variables();
        for (int i = 0; i < variables.size(); i++) {
            // pgbench would take :14 for a variable of its own.
            String spaced = variables.get(i).replace(":", ": ");
            Files.writeString(script(i), text.replace("VARIABLES", spaced));
        }
    }

    private Path script(int product) {
        return folder.resolve("insert-" + product + ".sql");
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    /** The command, by another user where this one is root. */
    private static List<String> asUser(String... command) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            String user = otherUser();
            words.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user));
            words.add("--clear-groups");
        }
        words.addAll(List.of(command));
        return words;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** The user that Debian's package makes for it; without that, a user who owns nothing. */
    private static String otherUser() {
        try {
            boolean made =
                    Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.UTF_8).stream()
                            .anyMatch(line -> line.startsWith(USER + ":"));
            return made ? USER : "nobody";
        } catch (IOException e) {
            throw new BenchFailure("cannot read /etc/passwd: " + e.getMessage(), e);
        }
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
    }

    private static boolean answers(int port) {
        try (Connection connection = DriverManager.getConnection(url(port))) {
            return connection.isValid(1);
        } catch (SQLException _) {
            return false;
        }
    }

    private void execute(String sql) throws IOException {
        try (Connection connection = DriverManager.getConnection(url(process.port()));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL refused: " + sql, e);
        }
    }

    private long number(String sql) throws IOException {
        try (Connection connection = DriverManager.getConnection(url(process.port()));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL refused: " + sql, e);
        }
    }
}
