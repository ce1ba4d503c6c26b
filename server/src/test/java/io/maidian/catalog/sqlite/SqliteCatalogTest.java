package io.maidian.catalog.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogContract;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Chart;
import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.Quota;
import io.maidian.catalog.Undeclared;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import io.maidian.event.RetentionCutoffs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogTest extends CatalogContract {
    @TempDir Path folder;

    @Override
    protected Catalog open() throws IOException {
        return SqliteCatalog.open(folder.resolve("catalog.sqlite"));
    }

    @Test
    void everyCommitIsForced() throws IOException, SQLException {
        try (Connection connection = CatalogFile.open(folder.resolve("forced.sqlite"))) {
            assertThat(asked(connection, "PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(asked(connection, "PRAGMA synchronous")).isEqualTo("2");
            assertThat(asked(connection, "PRAGMA foreign_keys")).isEqualTo("1");
            assertThat(asked(connection, "PRAGMA busy_timeout")).isEqualTo("5000");
        }
    }

    @Test
    void theNewestMigrationWritesTheFormatThatTheFileIsKnownBy() throws IOException, SQLException {
        Path file = folder.resolve("format.sqlite");
        try (Connection connection = CatalogFile.open(file)) {
            assertThat(asked(connection, "PRAGMA user_version"))
                    .isEqualTo(Integer.toString(CatalogFile.FORMAT));
            assertThat(asked(connection, "PRAGMA application_id"))
                    .isEqualTo(Integer.toString(CatalogFile.APPLICATION_ID));
        }
        MigrationInfo[] all =
                Flyway.configure()
                        .dataSource("jdbc:sqlite:" + file, null, null)
                        .locations(CatalogFile.MIGRATIONS)
                        .load()
                        .info()
                        .all();
        assertThat(Arrays.stream(all).map(info -> info.getVersion().toString()))
                .hasSize(CatalogFile.FORMAT)
                .last()
                .isEqualTo(Integer.toString(CatalogFile.FORMAT));
        assertThat(all).allMatch(info -> info.getState().isApplied());
    }

    @Test
    void aFirstStartThatWasKilledIsTakenUpAgain() throws IOException, SQLException {
        Path file = folder.resolve("begun.sqlite");
        SqliteCatalog.open(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String table :
                    List.of(
                            "retention_cutoff",
                            "project_settings",
                            "session",
                            "chart",
                            "event_variable",
                            "variable",
                            "event_definition",
                            "project")) {
                statement.execute("DROP TABLE " + table);
            }
            statement.execute("DELETE FROM flyway_schema_history");
            statement.execute("PRAGMA application_id = 0");
            statement.execute("PRAGMA user_version = 0");
        }
        try (Catalog catalog = SqliteCatalog.open(file)) {
            assertThat(catalog.projects()).isEmpty();
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedWithWhatToDo() throws IOException {
        Path file = folder.resolve("broken.sqlite");
        Files.writeString(file, "no database at all\n".repeat(100));
        refused(file, "is damaged; restore it from a backup, or move it away");
    }

    @Test
    void aDamagedFileIsRefusedWithWhatToDo() throws IOException {
        Path file = folder.resolve("damaged.sqlite");
        SqliteCatalog.open(file).close();
        byte[] bytes = Files.readAllBytes(file);
        for (int page = 1; page < bytes.length / 4096; page++) {
            Arrays.fill(bytes, page * 4096, page * 4096 + 64, (byte) 0xEE);
        }
        Files.write(file, bytes);
        refused(file, "is damaged; restore it from a backup, or move it away");
    }

    @Test
    void aNewerFileIsRefusedWithWhatToDo() throws IOException, SQLException {
        Path file = folder.resolve("newer.sqlite");
        SqliteCatalog.open(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        refused(file, "newer Maidian (format 99, this version knows up to 5); start that version");
    }

    @Test
    void anotherProgramsDatabaseIsRefusedAndLeftAsItIs() throws IOException, SQLException {
        Path file = folder.resolve("other.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bookmarks (url TEXT)");
        }
        refused(file, "is no Maidian catalog but another SQLite database; move it away");
    }

    @Test
    void aFolderInItsPlaceIsRefusedWithWhatToDo() throws IOException {
        Path file = Files.createDirectory(folder.resolve("folder.sqlite"));
        refused(file, "is a folder; move it away");
    }

    @Test
    void aMissingFolderIsRefusedWithWhatToDo() {
        refused(folder.resolve("nowhere/catalog.sqlite"), "see that its folder is there");
    }

    @Test
    void aBrokenDiskIsToldAsSuchAndTheSnapshotStays() throws IOException, SQLException {
        Path file = folder.resolve("breaks.sqlite");
        Project project = new Project("p", "p", ZoneId.of("UTC"), 1);
        try (Catalog catalog = SqliteCatalog.open(file)) {
            catalog.addProject(project);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE chart");
            }
            assertThatThrownBy(() -> catalog.charts("p"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file.toString());
            assertThat(catalog.snapshot().project("p")).isEqualTo(project);
        }
    }

    @Test
    void aClosedCatalogSaysSoAndClosingAgainIsHarmless() throws IOException {
        Catalog catalog = SqliteCatalog.open(folder.resolve("closed.sqlite"));
        catalog.close();
        catalog.close();
        assertThatThrownBy(catalog::projects)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aCatalogOfFormat1Opens() throws IOException {
        try (Catalog catalog = SqliteCatalog.open(golden("catalog-v1.sqlite"))) {
            assertThat(catalog.projects())
                    .containsExactly(
                            new Project(
                                    "9c2f4e6a8b0d1357",
                                    "商城",
                                    ZoneId.of("Asia/Shanghai"),
                                    1_790_000_000_000L),
                            new Project("shop_eu-1", "Shop", ZoneId.of("UTC"), 1_790_000_000_001L));
            assertThat(catalog.events("9c2f4e6a8b0d1357"))
                    .containsExactly(
                            new EventDefinition(
                                    "BuyProduct",
                                    "购买商品",
                                    "付款成功",
                                    List.of(
                                            new VariableDefinition(
                                                    "product_name", "商品名称", VariableType.STRING),
                                            new VariableDefinition(
                                                    "quantity", null, VariableType.INT),
                                            new VariableDefinition(
                                                    "price", "价格", VariableType.DOUBLE))),
                            new EventDefinition("登录", null, null, List.of()));
            assertThat(catalog.charts("9c2f4e6a8b0d1357"))
                    .containsExactly(
                            new Chart(
                                    "00112233aabbccdd",
                                    "9c2f4e6a8b0d1357",
                                    "实时购买",
                                    "{\"kind\":\"realtime\",\"event\":\"BuyProduct\"}",
                                    1_790_000_000_002L));
            assertThat(catalog.hasSession("0123456789abcdef".repeat(4), 1_790_000_000_004L))
                    .isTrue();
            assertThat(catalog.snapshot().entries().values())
                    .extracting(CatalogSnapshot.Entry::settings)
                    .containsOnly(ProjectSettings.DEFAULTS);
        }
    }

    @Test
    void aCatalogOfFormat2Opens() throws IOException {
        try (Catalog catalog = SqliteCatalog.open(golden("catalog-v2.sqlite"))) {
            assertThat(catalog.projects())
                    .extracting(Project::ai)
                    .containsExactly("9c2f4e6a8b0d1357", "shop_eu-1", "plain");
            assertThat(settings(catalog, "9c2f4e6a8b0d1357"))
                    .isEqualTo(
                            new ProjectSettings(
                                    false,
                                    true,
                                    Undeclared.QUARANTINE,
                                    new Quota(new Quota.Rate(1_000, 50_000), null),
                                    Duration.ofDays(90)));
            assertThat(settings(catalog, "shop_eu-1"))
                    .isEqualTo(
                            new ProjectSettings(
                                    true,
                                    false,
                                    Undeclared.DISCARD,
                                    new Quota(null, new Quota.Rate(1_048_576, 4_194_304)),
                                    Duration.ofDays(1)));
            assertThat(settings(catalog, "plain")).isEqualTo(ProjectSettings.DEFAULTS);
        }
    }

    @Test
    void aVariableThatTwoEventsDeclaredDifferentlyTakesWhatBothTook() throws Exception {
        Path file = golden("catalog-v1.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO variable_definition VALUES"
                            + " ('9c2f4e6a8b0d1357', '登录', 0, 'quantity', '数量', 'DOUBLE'),"
                            + " ('9c2f4e6a8b0d1357', '登录', 1, 'price', 'x', 'STRING'),"
                            + " ('9c2f4e6a8b0d1357', '登录', 2, '登录', NULL, 'INT')");
        }
        try (Catalog catalog = SqliteCatalog.open(file)) {
            VariableDefinition price = new VariableDefinition("price", "价格", VariableType.STRING);
            VariableDefinition quantity =
                    new VariableDefinition("quantity", "数量", VariableType.DOUBLE);
            assertThat(catalog.variables("9c2f4e6a8b0d1357")).contains(price, quantity);
            EventDefinition signIn = catalog.events("9c2f4e6a8b0d1357").getLast();
            assertThat(signIn.variables())
                    .containsExactly(
                            quantity, price, new VariableDefinition("登录", null, VariableType.INT));
            // Its key is a variable's too, which an older version allowed: it may still be changed.
            assertThat(
                            catalog.declare(
                                    "9c2f4e6a8b0d1357",
                                    new EventDefinition("登录", "登录", null, List.of()),
                                    catalog.snapshot().plan("9c2f4e6a8b0d1357")))
                    .isTrue();
        }
    }

    @Test
    void aCatalogOfFormat3Opens() throws IOException {
        try (Catalog catalog = SqliteCatalog.open(golden("catalog-v3.sqlite"))) {
            VariableDefinition price =
                    new VariableDefinition(
                            "price", "价格", "单位：元", List.of("钱"), VariableType.DOUBLE);
            VariableDefinition spare = new VariableDefinition("spare", null, VariableType.STRING);
            assertThat(catalog.events("9c2f4e6a8b0d1357"))
                    .containsExactly(
                            new EventDefinition(
                                    "BuyProduct",
                                    "购买商品",
                                    "付款成功",
                                    List.of("核心", "v2"),
                                    List.of(price)),
                            new EventDefinition("Refund", null, null, List.of(price)));
            assertThat(catalog.variables("9c2f4e6a8b0d1357")).containsExactly(price, spare);
            assertThat(settings(catalog, "9c2f4e6a8b0d1357").undeclared())
                    .isEqualTo(Undeclared.DISCARD);
        }
    }

    @Test
    void aCatalogOfFormat4Opens() throws IOException {
        try (Catalog catalog = SqliteCatalog.open(golden("catalog-v4.sqlite"))) {
            assertThat(settings(catalog, "9c2f4e6a8b0d1357").eventRetention())
                    .isEqualTo(Duration.ofDays(400));
            assertThat(catalog.variables("9c2f4e6a8b0d1357")).hasSize(2);
        }
    }

    @Test
    void aCatalogOfFormat5Opens() throws IOException {
        try (Catalog catalog = SqliteCatalog.open(golden("catalog-v5.sqlite"))) {
            assertThat(settings(catalog, "9c2f4e6a8b0d1357").eventRetention())
                    .isEqualTo(Duration.ofDays(400));
            assertThat(catalog.cutoffs())
                    .isEqualTo(
                            new RetentionCutoffs(
                                    Map.of("9c2f4e6a8b0d1357", 1_700_000_000_000L),
                                    Map.of("9c2f4e6a8b0d1357", 1_730_000_000_000L)));
        }
    }

    private static ProjectSettings settings(Catalog catalog, String ai) {
        return Objects.requireNonNull(catalog.snapshot().entry(ai)).settings();
    }

    /** A copy of a file that an earlier version wrote. */
    private Path golden(String name) throws IOException {
        Path file = folder.resolve("golden.sqlite");
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            Files.copy(golden, file);
        }
        return file;
    }

    private static void refused(Path file, String saying) {
        assertThatThrownBy(() -> SqliteCatalog.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(saying)
                .message()
                .hasLineCount(1);
    }

    private static String asked(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.getString(1);
        }
    }
}
