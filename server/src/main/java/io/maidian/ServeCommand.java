package io.maidian;

import io.maidian.config.InvalidConfigException;
import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maidian serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        description =
                "Serves uploads, the API and the console until it is stopped (Ctrl-C or SIGTERM).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: 127.0.0.1, this machine only).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on (default: 8080; 0: any free one).")
    private @Nullable String port;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description =
                    "PEM file of a certificate and those that lead to its root: makes the port speak"
                            + " HTTPS. Repeat it for several host names.")
    private List<String> tlsCertificates = List.of();

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file of its private key. One for each certificate, in their order.")
    private List<String> tlsKeys = List.of();

    @Option(
            names = "--trusted-proxies",
            paramLabel = "ADDRESSES",
            description =
                    "Addresses or ranges, separated by commas, of proxies whose X-Forwarded headers"
                            + " are believed (default: none).")
    private @Nullable String trustedProxies;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder (default: ./data).")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings file (default: maidian.properties in the data folder, if it is there).")
    private @Nullable Path config;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Sets one setting; see docs/guide/settings.md. May be repeated.")
    private Map<String, String> settings = new HashMap<>();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws StartException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ServerConfig loaded = load();
        Server.Opened opened = Server.open(loaded, Clock.SYSTEM);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    opened.server().close();
                                    stopped.countDown();
                                },
                                "shutdown"));
        out.print(Greeting.text(loaded.http().host(), opened.welcome()));
        out.flush();
        stopped.await();
        return 0;
    }

    private ServerConfig load() throws StartException {
        Map<String, String> overrides = new HashMap<>(settings);
        putIfGiven(overrides, "http.host", host);
        putIfGiven(overrides, "http.port", port);
        putIfGiven(overrides, "http.trusted-proxies", trustedProxies);
        putIfGiven(overrides, "tls.certificate", joined(tlsCertificates));
        putIfGiven(overrides, "tls.key", joined(tlsKeys));
        putIfGiven(overrides, "data", data == null ? null : data.toString());
        try {
            return ServerConfig.load(config, System.getenv(), overrides);
        } catch (InvalidConfigException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private static @Nullable String joined(List<String> files) {
        return files.isEmpty() ? null : String.join(",", files);
    }

    private static void putIfGiven(Map<String, String> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
