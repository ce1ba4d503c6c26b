package io.maidian.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own, as a user starts it. It is ready once it has printed what it
 * prints then; everything that a test knows of it comes from there and from its data folder. For
 * one thread.
 */
final class MaidianProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final Pattern SIGN_IN =
            Pattern.compile("(https?://[^/\\s]+)/#/signin/[^\\s\"')]+");
    private static final Pattern CURL =
            Pattern.compile("\\bcurl .*/v3/([0-9A-Za-z_-]{1,64})/s2s/cstm.*");

    private final Path data;
    private final Product.Started started;
    private final String signInLink;
    private final URI address;
    private final String curlLine;
    private final String demoAi;
    private @Nullable Api api;

    private MaidianProcess(Path data, Product.Started started) {
        this.data = data;
        this.started = started;
        boolean ready =
                started.out()
                        .await(
                                lines -> find(SIGN_IN, lines) != null && find(CURL, lines) != null,
                                START_LIMIT);
        Matcher link = find(SIGN_IN, started.out().lines());
        Matcher curl = find(CURL, started.out().lines());
        if (!ready || link == null || curl == null) {
            started.process().destroyForcibly();
            throw new AssertionError(
                    "Maidian did not print its sign-in link and curl line. It said:\n"
                            + String.join("\n", started.out().lines())
                            + "\n"
                            + String.join("\n", started.err().lines()));
        }
        signInLink = link.group();
        address = URI.create(link.group(1));
        curlLine = curl.group().strip();
        demoAi = curl.group(1);
    }

    /** Serves a data folder on a free port, and waits until it is ready. */
    static MaidianProcess start(Path data) {
        return start(data, 0);
    }

    /**
     * @param port 0 for a free one
     */
    static MaidianProcess start(Path data, int port) {
        return new MaidianProcess(data, startUnready(data, port));
    }

    /** Serves a data folder on a free port, told more on its command line. */
    static MaidianProcess start(Path data, List<String> options) {
        return new MaidianProcess(data, startUnready(data, 0, options));
    }

    /**
     * Waits until a server that was started is ready.
     *
     * @param data the folder that it was told to serve
     */
    static MaidianProcess start(Path data, Product.Started started) {
        return new MaidianProcess(data, started);
    }

    /**
     * Serves a data folder on a free port, told more on its command line.
     *
     * @param javaOptions for Java, separated by spaces
     */
    static MaidianProcess start(Path data, List<String> options, String javaOptions) {
        return new MaidianProcess(
                data, Product.startMaidian(arguments(data, 0, options), javaOptions));
    }

    /** Starts it without waiting. */
    static Product.Started startUnready(Path data, int port) {
        return startUnready(data, port, List.of());
    }

    /** Starts it without waiting, told more on its command line. */
    static Product.Started startUnready(Path data, int port, List<String> options) {
        return Product.start(arguments(data, port, options));
    }

    private static List<String> arguments(Path data, int port, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("serve"));
        arguments.addAll(List.of("--port", Integer.toString(port), "--data", data.toString()));
        arguments.addAll(options);
        return arguments;
    }

    private static @Nullable Matcher find(Pattern pattern, List<String> lines) {
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        return null;
    }

    Path data() {
        return data;
    }

    /** The server's root, without a slash at the end. */
    URI address() {
        return address;
    }

    int port() {
        return address.getPort();
    }

    String signInLink() {
        return signInLink;
    }

    /** The one-time code in the sign-in link. */
    String signInCode() {
        return signInLink.substring(signInLink.lastIndexOf('/') + 1);
    }

    /** The line that it says can be pasted into a shell. */
    String curlLine() {
        return curlLine;
    }

    String demoAi() {
        return demoAi;
    }

    /** All that it printed on its standard output so far. */
    List<String> printed() {
        return started.out().lines();
    }

    Process process() {
        return started.process();
    }

    /** The operator's token, from the data folder. */
    String token() {
        try {
            return Files.readString(data.resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its HTTP API, called as the operator. */
    Api api() {
        Api made = api;
        if (made == null) {
            made = new Api(address, token(), started.log());
            api = made;
        }
        return made;
    }

    /** The folder for temporary files that it was given. */
    Path temporary() {
        return started.temporary();
    }

    /** Ends it at once, as a power cut would for a process; waits until it is gone. */
    void kill9() {
        started.process().destroyForcibly();
        awaitEnd();
    }

    /** Sends it SIGTERM, and waits until it has ended by itself. */
    int terminate() {
        started.process().destroy();
        awaitEnd();
        return started.process().exitValue();
    }

    private void awaitEnd() {
        Product.awaitEnd(started, END_LIMIT);
        if (api != null) {
            api.close();
            api = null;
        }
    }

    @Override
    public void close() {
        kill9();
        Product.delete(started.temporary());
    }

    @Override
    public String toString() {
        return "Maidian at " + address + ", log " + started.log();
    }
}
