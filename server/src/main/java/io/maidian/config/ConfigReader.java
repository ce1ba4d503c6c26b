package io.maidian.config;

import io.maidian.config.InvalidConfigException.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the sources of the settings, one over the other, and collects all that is wrong. */
final class ConfigReader {
    private static final String FILE_IN_DATA = "maidian.properties";
    private static final String COMMAND_LINE = "command line";
    private static final String ENVIRONMENT = "environment";

    /** Read by the start script, not by the server. */
    private static final Set<String> SCRIPTS_VARIABLES = Set.of("MAIDIAN_JAVA_OPTS");

    /** Kubernetes gives every container variables named after the services beside it. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "MAIDIAN_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP)(_\\w+)?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp)://.*");

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Given> given = new HashMap<>();

    private ConfigReader() {}

    /** A value as its source has it. */
    private record Given(String name, String text, String source) {
        Problem problem(String expected) {
            return new Problem(name, text, source, expected);
        }
    }

    static ServerConfig read(
            @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine)
            throws InvalidConfigException {
        ConfigReader reader = new ConfigReader();
        if (file != null) {
            reader.file(file, true);
        }
        reader.environment(environment);
        reader.commandLine(commandLine);
        if (file == null) {
            Path inData = reader.value(Settings.DATA).resolve(FILE_IN_DATA);
            if (Files.exists(inData)) {
                reader.file(inData, false);
            }
        }
        ServerConfig config = reader.config();
        if (!reader.problems.isEmpty()) {
            throw new InvalidConfigException(reader.problems);
        }
        return config;
    }

    private void file(Path file, boolean maySetData) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(
                    new Problem(
                            file.toString(),
                            null,
                            "file",
                            "a properties file in UTF-8 that can be read; " + e));
            return;
        }
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            Given value = new Given(key, properties.getProperty(key), file.toString());
            if (key.equals(Settings.DATA.key()) && !maySetData) {
                problems.add(value.problem("it in no file that it leads to"));
            } else if (known(key)) {
                given.putIfAbsent(key, value);
            } else {
                problems.add(unknown(key, file.toString(), keys()));
            }
        }
    }

    private void environment(Map<String, String> environment) {
        Map<String, String> keyOf = new HashMap<>();
        Settings.ALL.forEach(setting -> keyOf.put(setting.variable(), setting.key()));
        new TreeMap<>(environment)
                .forEach((name, text) -> {
                    if (!name.startsWith(Settings.VARIABLES) || notOurs(name, text)) {
                        return;
                    }
                    String key = keyOf.get(name);
                    if (key == null) {
                        problems.add(unknown(name, ENVIRONMENT, keyOf.keySet()));
                    } else {
                        given.put(key, new Given(name, text, ENVIRONMENT));
                    }
                });
    }

    private static boolean notOurs(String name, String text) {
        return SCRIPTS_VARIABLES.contains(name)
                || SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(text).matches());
    }

    private void commandLine(Map<String, String> commandLine) {
        new TreeMap<>(commandLine)
                .forEach((key, text) -> {
                    if (known(key)) {
                        given.put(key, new Given(key, text, COMMAND_LINE));
                    } else {
                        problems.add(unknown(key, COMMAND_LINE, keys()));
                    }
                });
    }

    private ServerConfig config() {
        ServerConfig config =
                new ServerConfig(
                        valueOrProblem(Settings.DATA),
                        new ServerConfig.Http(
                                valueOrProblem(Settings.HTTP_HOST),
                                valueOrProblem(Settings.HTTP_PORT),
                                valueOrProblem(Settings.HTTP_TRUSTED_PROXIES),
                                valueOrProblem(Settings.HTTP_CONNECTIONS),
                                valueOrProblem(Settings.HTTP_IDLE_TIMEOUT),
                                valueOrProblem(Settings.HTTP_BODY_TIMEOUT)),
                        new ServerConfig.Tls(
                                valueOrProblem(Settings.TLS_CERTIFICATE),
                                valueOrProblem(Settings.TLS_KEY)),
                        new ServerConfig.Log(
                                valueOrProblem(Settings.LOG_SEGMENT_BYTES),
                                valueOrProblem(Settings.LOG_SEGMENT_AGE),
                                valueOrProblem(Settings.LOG_RETENTION),
                                valueOrProblem(Settings.LOG_QUEUE_BYTES),
                                valueOrProblem(Settings.LOG_LOW_SPACE_BYTES)),
                        new ServerConfig.Intake(
                                valueOrProblem(Settings.INTAKE_BODY_BYTES),
                                valueOrProblem(Settings.INTAKE_DECODED_BYTES),
                                valueOrProblem(Settings.INTAKE_MEMORY_BYTES),
                                valueOrProblem(Settings.INTAKE_EVENTS_PER_UPLOAD),
                                valueOrProblem(Settings.INTAKE_NESTING),
                                valueOrProblem(Settings.INTAKE_VARIABLES),
                                valueOrProblem(Settings.INTAKE_REJECTED_BYTES_PER_MINUTE)),
                        new ServerConfig.Ids(
                                valueOrProblem(Settings.IDS_WINDOW),
                                valueOrProblem(Settings.IDS_MEMORY_BYTES)),
                        new ServerConfig.Store(
                                valueOrProblem(Settings.STORE_MEMORY_BYTES),
                                valueOrProblem(Settings.STORE_THREADS),
                                valueOrProblem(Settings.STORE_COMPACT_FREE_PERCENT)),
                        new ServerConfig.Snapshots(
                                valueOrProblem(Settings.SNAPSHOTS_KEEP),
                                valueOrProblem(Settings.SNAPSHOTS_EVERY)),
                        new ServerConfig.Query(
                                valueOrProblem(Settings.QUERY_TIMEOUT),
                                valueOrProblem(Settings.QUERY_CONCURRENT)),
                        new ServerConfig.Debugger(valueOrProblem(Settings.DEBUGGER_MEMORY_BYTES)));
        atLeast(Settings.INTAKE_DECODED_BYTES, Settings.INTAKE_BODY_BYTES);
        atLeast(Settings.LOG_QUEUE_BYTES, Settings.INTAKE_DECODED_BYTES);
        holdsOneUpload(config.intake());
        if (config.tls().certificate().size() != config.tls().key().size()) {
            problems.add(
                    given(Settings.TLS_KEY)
                            .problem("one for each file of " + Settings.TLS_CERTIFICATE.key()));
        }
        return config;
    }

    /** An upload that the smaller lets pass must fit into the larger. */
    private void atLeast(Setting<Long> larger, Setting<Long> smaller) {
        Given one = given(larger);
        Given other = given(smaller);
        if (value(larger) < value(smaller)) {
            problems.add(
                    one.problem("at least " + other.name() + ", which is " + other.text().strip()));
        }
    }

    /** One half is for the upload that is judged, as it came and as it goes into the log. */
    private void holdsOneUpload(ServerConfig.Intake intake) {
        if (intake.memoryBytes() != 0 && intake.memoryBytes() < 4 * intake.decodedBytes()) {
            problems.add(
                    given(Settings.INTAKE_MEMORY_BYTES)
                            .problem(
                                    "0B, or at least four times "
                                            + Settings.INTAKE_DECODED_BYTES.key()
                                            + ", which is "
                                            + given(Settings.INTAKE_DECODED_BYTES).text().strip()));
        }
    }

    private Given given(Setting<?> setting) {
        return given.getOrDefault(
                setting.key(), new Given(setting.key(), setting.standard(), "default"));
    }

    /** What is given, or the default where that is none. */
    private <T> T value(Setting<T> setting) {
        T value = setting.parse(given(setting).text());
        if (value != null) {
            return value;
        }
        T standard = setting.parse(setting.standard());
        if (standard == null) {
            throw new IllegalStateException("The default of " + setting.key() + " is none");
        }
        return standard;
    }

    private <T> T valueOrProblem(Setting<T> setting) {
        Given text = given(setting);
        if (setting.parse(text.text()) == null) {
            problems.add(text.problem(setting.kind().expected()));
        }
        return value(setting);
    }

    private static boolean known(String key) {
        return Settings.ALL.stream().anyMatch(setting -> setting.key().equals(key));
    }

    private static List<String> keys() {
        return Settings.ALL.stream().map(Setting::key).toList();
    }

    private static Problem unknown(String key, String source, Iterable<String> known) {
        String nearest = Spelling.nearest(key, known);
        return new Problem(
                key,
                null,
                source,
                nearest == null
                        ? "a setting of docs/guide/settings.md"
                        : "a known setting; did you mean " + nearest + "?");
    }
}
