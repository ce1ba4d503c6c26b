package io.maidian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.maidian.config.InvalidConfigException.Problem;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {
    @TempDir Path folder;

    @Test
    void withoutAWordTheDefaultsHold() throws Exception {
        ServerConfig config = load(Map.of(), Map.of());
        assertThat(config.http()).isEqualTo(http("127.0.0.1", 8080));
        assertThat(config.intake())
                .isEqualTo(
                        new ServerConfig.Intake(4 << 20, 32 << 20, 0, 10_000, 8, 100, 16L << 20));
        assertThat(config.query()).isEqualTo(new ServerConfig.Query(Duration.ofSeconds(30), 4));
    }

    @Test
    void theFileRulesOverDefaultsTheEnvironmentOverItAndTheCommandLineOverAll() throws Exception {
        Path file = write("own.properties", "http.host=file\nhttp.port=1\nquery.concurrent=1\n");
        ServerConfig config =
                ServerConfig.load(
                        file,
                        Map.of("MAIDIAN_HTTP_PORT", "2", "MAIDIAN_QUERY_CONCURRENT", "2"),
                        Map.of("query.concurrent", "3", "data", folder.toString()));
        assertThat(config.http()).isEqualTo(http("file", 2));
        assertThat(config.query().concurrent()).isEqualTo(3);
        assertThat(config.data()).isEqualTo(folder);
    }

    @Test
    void theFileInTheDataFolderIsReadIfNoOtherIsNamed() throws Exception {
        write("maidian.properties", "http.port=1\nhttp.host=file\n");
        ServerConfig config = load(Map.of("MAIDIAN_HTTP_PORT", "2"), Map.of());
        assertThat(config.http()).isEqualTo(http("file", 2));

        Path other = write("other.properties", "query.concurrent=7\ndata=" + folder + "\n");
        ServerConfig named = ServerConfig.load(other, Map.of(), Map.of());
        assertThat(named.http().port()).isEqualTo(8080);
        assertThat(named.query().concurrent()).isEqualTo(7);
        assertThat(named.data()).isEqualTo(folder);
    }

    @Test
    void theFileInTheDataFolderDoesNotSayWhereTheDataFolderIs() throws IOException {
        write("maidian.properties", "data=/elsewhere\n");
        assertThat(problems(Map.of(), Map.of()))
                .containsExactly("data " + folder.resolve("maidian.properties"));
    }

    @Test
    void anUnknownKeyIsAnErrorThatNamesTheNearest() throws IOException {
        write("maidian.properties", "htp.port=1\nzzzzzzzzz=1\n");
        InvalidConfigException wrong =
                refused(null, Map.of("MAIDIAN_PORT", "1"), Map.of("query.timeuot", "1s"));
        assertThat(wrong)
                .hasMessageContaining("did you mean http.port?")
                .hasMessageContaining("did you mean MAIDIAN_HTTP_PORT?")
                .hasMessageContaining("did you mean query.timeout?")
                .hasMessageContaining("zzzzzzzzz")
                .hasMessageStartingWith("4 settings are wrong:");
    }

    @Test
    void allErrorsAreReportedTogether() throws IOException {
        write("maidian.properties", "http.port=80800\nlog.segment-bytes=64\n");
        InvalidConfigException wrong =
                refused(
                        null,
                        Map.of("MAIDIAN_QUERY_TIMEOUT", "soon"),
                        Map.of("http.host", "a b", "nothing", "x"));
        assertThat(wrong.problems())
                .extracting(Problem::key, Problem::value)
                .containsExactlyInAnyOrder(
                        tuple("http.port", "80800"),
                        tuple("log.segment-bytes", "64"),
                        tuple("MAIDIAN_QUERY_TIMEOUT", "soon"),
                        tuple("http.host", "a b"),
                        tuple("nothing", null));
        assertThat(wrong)
                .hasMessageContaining(
                        "MAIDIAN_QUERY_TIMEOUT = soon (environment): expected a time with its unit"
                                + " (ms, s, m, h, d), 100ms to 1h");
    }

    @Test
    void aLimitThatALargerOneWouldNotLetPassIsRefused() {
        assertThat(problems(Map.of(), Map.of("intake.body-bytes", "64MiB")))
                .containsExactly("intake.decoded-bytes default");
        assertThat(problems(Map.of("MAIDIAN_LOG_QUEUE_BYTES", "16MiB"), Map.of()))
                .containsExactly("MAIDIAN_LOG_QUEUE_BYTES environment");
    }

    @Test
    void listsAreSeparatedByCommas() throws Exception {
        ServerConfig config =
                load(
                        Map.of(),
                        Map.of(
                                "tls.certificate", "a.pem, b.pem",
                                "tls.key", "a.key,b.key",
                                "http.trusted-proxies", "10.0.0.0/8, ::1 ,192.0.2.7"));
        assertThat(config.tls())
                .isEqualTo(
                        new ServerConfig.Tls(
                                List.of(Path.of("a.pem"), Path.of("b.pem")),
                                List.of(Path.of("a.key"), Path.of("b.key"))));
        assertThat(config.http().trustedProxies()).hasSize(3);
        for (String bad :
                List.of("10.0.0.0/33", "10.0.0.0/", "::/129", "proxy", "1.2.3.4,", "/8")) {
            assertThat(problems(Map.of(), Map.of("http.trusted-proxies", bad))).hasSize(1);
        }
        assertThat(problems(Map.of(), Map.of("tls.certificate", "a.pem")))
                .containsExactly("tls.key default");
        assertThat(problems(Map.of(), Map.of("tls.key", "a.pem"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,    10.255.0.1,    true",
        "10.0.0.0/8,    11.0.0.1,      false",
        "10.1.2.3/31,   10.1.2.2,      true",
        "10.1.2.3/31,   10.1.2.4,      false",
        "0.0.0.0/0,     203.0.113.7,   true",
        "0.0.0.0/0,     ::1,           false",
        "192.0.2.7,     192.0.2.7,     true",
        "192.0.2.7,     192.0.2.6,     false",
        "2001:db8::/32, 2001:db8:7::1, true",
        "2001:db8::/32, 2001:db9::1,   false",
        "127.0.0.1,     ::ffff:127.0.0.1, true",
    })
    void aNetworkHoldsTheAddressesThatShareItsBits(String network, String address, boolean in) {
        Network parsed = Objects.requireNonNull(Network.parse(network));
        assertThat(parsed.contains(InetAddress.ofLiteral(address))).isEqualTo(in);
    }

    @Test
    void aNamedFileThatIsNotThereIsAnError() {
        Path missing = folder.resolve("missing.properties");
        assertThat(refused(missing, Map.of(), Map.of())).hasMessageContaining(missing.toString());
    }

    @Test
    void aFileThatIsNoTextIsAnError() throws IOException {
        Path file = folder.resolve("maidian.properties");
        Files.write(file, new byte[] {(byte) 0xC3, (byte) 0x28});
        assertThat(refused(null, Map.of(), Map.of())).hasMessageContaining(file.toString());
        Files.writeString(file, "http.host=\\u00zz");
        assertThat(refused(null, Map.of(), Map.of())).hasMessageContaining(file.toString());
    }

    @Test
    void whatKubernetesPutsIntoTheEnvironmentIsLeftAlone() throws Exception {
        ServerConfig config =
                load(
                        Map.of(
                                "MAIDIAN_SERVICE_HOST", "10.0.0.1",
                                "MAIDIAN_SERVICE_PORT", "80",
                                "MAIDIAN_SERVICE_PORT_HTTP", "80",
                                "MAIDIAN_PORT", "tcp://10.0.0.1:80",
                                "MAIDIAN_HTTP_PORT", "tcp://10.0.0.1:80",
                                "MAIDIAN_PORT_80_TCP_ADDR", "10.0.0.1",
                                "MAIDIAN_HTTP_SERVICE_HOST", "10.0.0.1",
                                "PATH", "/bin"),
                        Map.of());
        assertThat(config.http().port()).isEqualTo(8080);
    }

    @Test
    void sizesAndTimesAreReadInTheirUnits() throws Exception {
        Map<String, Long> sizes =
                Map.of("1048576B", 1L << 20, "1024 KiB", 1L << 20, "1GiB", 1L << 30);
        for (Map.Entry<String, Long> size : sizes.entrySet()) {
            assertThat(load(Map.of(), Map.of("log.segment-bytes", size.getKey())).log())
                    .extracting(ServerConfig.Log::segmentBytes)
                    .isEqualTo(size.getValue());
        }
        Map<String, Duration> times =
                Map.of("500ms", Duration.ofMillis(500), " 5 m ", Duration.ofMinutes(5));
        for (Map.Entry<String, Duration> time : times.entrySet()) {
            assertThat(load(Map.of(), Map.of("query.timeout", time.getKey())).query().timeout())
                    .isEqualTo(time.getValue());
        }
        for (String bad : List.of("64", "64MB", "64mib", "-1MiB", "999999999TiB", "2GiB", "")) {
            assertThat(problems(Map.of(), Map.of("log.segment-bytes", bad))).hasSize(1);
        }
        for (String bad : List.of("30", "30S", "99ms", "61m", "999999999d", "PT30S")) {
            assertThat(problems(Map.of(), Map.of("query.timeout", bad))).hasSize(1);
        }
    }

    @Test
    void noSettingEscapes() throws Exception {
        Map<String, Object> before = leaves(load(Map.of(), Map.of()));
        assertThat(Settings.ALL.stream().map(Setting::key))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(before.keySet());
        assertThat(Settings.ALL.stream().map(Setting::variable)).doesNotHaveDuplicates();
        for (Setting<?> setting : Settings.ALL) {
            for (boolean byVariable : new boolean[] {true, false}) {
                Map<String, String> variables = new HashMap<>();
                Map<String, String> keys = new HashMap<>();
                if (byVariable) {
                    variables.put(setting.variable(), other(setting));
                } else {
                    keys.put(setting.key(), other(setting));
                }
                // Each certificate has a key, so that one does not change without the other.
                List<String> changing = new ArrayList<>(List.of(setting.key()));
                if (setting.key().startsWith("tls.")) {
                    changing = List.of("tls.certificate", "tls.key");
                    changing.forEach(key -> keys.putIfAbsent(key, "elsewhere"));
                }
                Map<String, Object> after = leaves(ServerConfig.load(null, variables, keys));
                // The data folder that every other loading of this test names.
                before.put("data", Path.of("data"));
                assertThat(changed(before, after)).containsExactlyElementsOf(changing);
            }
        }
    }

    @Test
    void everyDefaultIsOfItsKind() {
        assertThat(Settings.ALL).allMatch(setting -> setting.parse(setting.standard()) != null);
    }

    private static ServerConfig.Http http(String host, int port) {
        return new ServerConfig.Http(
                host, port, List.of(), 16_000, Duration.ofSeconds(75), Duration.ofSeconds(30));
    }

    private static String other(Setting<?> setting) {
        Object standard = setting.parse(setting.standard());
        return switch (standard) {
            case String _ -> "other";
            case Path _ -> "elsewhere";
            case Integer _ -> "5";
            case Long bytes -> (bytes == 0 ? 512 : (bytes >> 20) + 1) + "MiB";
            case Duration _ -> setting.kind().ends().getFirst();
            case List<?> _ -> "10.0.0.1";
            case null, default -> throw new AssertionError("A new kind: " + setting);
        };
    }

    private static List<String> changed(Map<String, Object> before, Map<String, Object> after) {
        return after.keySet().stream()
                .filter(key -> !Objects.equals(after.get(key), before.get(key)))
                .toList();
    }

    /** All that is in the tree, by the path of its component, written as a key. */
    private static Map<String, Object> leaves(Record tree) throws ReflectiveOperationException {
        Map<String, Object> leaves = new TreeMap<>();
        for (RecordComponent component : tree.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(tree);
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (value instanceof Record inner) {
                leaves(inner).forEach((path, leaf) -> leaves.put(name + "." + path, leaf));
            } else {
                leaves.put(name, value);
            }
        }
        return leaves;
    }

    private ServerConfig load(Map<String, String> environment, Map<String, String> commandLine)
            throws InvalidConfigException {
        return ServerConfig.load(null, environment, inFolder(commandLine));
    }

    private Map<String, String> inFolder(Map<String, String> commandLine) {
        Map<String, String> all = new HashMap<>(commandLine);
        all.put("data", folder.toString());
        return all;
    }

    private List<String> problems(
            Map<String, String> environment, Map<String, String> commandLine) {
        return refused(null, environment, commandLine).problems().stream()
                .map(problem -> problem.key() + " " + problem.source())
                .toList();
    }

    private InvalidConfigException refused(
            @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
        InvalidConfigException wrong =
                catchThrowableOfType(
                        InvalidConfigException.class,
                        () -> ServerConfig.load(file, environment, inFolder(commandLine)));
        assertThat(wrong).isNotNull();
        return wrong;
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
