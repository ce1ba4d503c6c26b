package io.maidian.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that this program started, on a port of the loopback. Ended by {@link #close} by its
 * process id, and also when this program is interrupted.
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 2;
    private static final int CONNECT_MILLIS = 1_000;
    private static final String PROBE =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final String name;
    private final int port;
    private final Process process;
    private final Path output;
    private final Duration firstAnswer;
    private final Runnable endsWithUs = this::stop;

    private final Readiness readiness;

    private ServerProcess(
            String name, int port, List<String> command, Path output, Readiness readiness)
            throws IOException, InterruptedException {
        this.name = name;
        this.port = port;
        this.output = output;
        this.readiness = readiness;
        long started = System.nanoTime();
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        OnExit.add(endsWithUs);
        awaitAnswer(started);
        firstAnswer = Duration.ofNanos(System.nanoTime() - started);
    }

    /** Whether a server on a port of the loopback takes requests by now. */
    interface Readiness {
        boolean ready(int port) throws IOException, InterruptedException;
    }

    /**
     * Starts it; on return {@code GET /} has answered 200.
     *
     * @param output gets what it prints
     * @throws BenchFailure if it ends, or answers nothing in a minute; with what it printed
     */
    static ServerProcess start(String name, int port, List<String> command, Path output)
            throws IOException, InterruptedException {
        return start(name, port, command, output, ServerProcess::answers);
    }

    /** Starts one that does not speak HTTP; on return it is ready, as the caller sees it. */
    static ServerProcess start(
            String name, int port, List<String> command, Path output, Readiness readiness)
            throws IOException, InterruptedException {
        return new ServerProcess(name, port, command, output, readiness);
    }

    /** A port of the loopback that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** From the start of the process to the first 200, to within a few ms. */
    Duration firstAnswer() {
        return firstAnswer;
    }

    /** What the JVM was started with: everything before its class path. */
    List<String> javaOptions() throws IOException {
        List<String> command = ProcessFiles.commandLine(process.pid());
        List<String> arguments = command.subList(1, command.size());
        int classPath = arguments.indexOf("-cp");
        if (classPath < 0) {
            throw new BenchFailure(name + " was not started as java … -cp: " + arguments);
        }
        return arguments.subList(0, classPath).stream()
                .filter(option -> !option.contains("FlightRecord"))
                .toList();
    }

    /** Processor time that it and what it started have used so far, ended processes included. */
    Duration processorTime() throws IOException {
        Duration sum = ProcessFiles.processorTime(process.pid());
        for (ProcessHandle child : process.descendants().toList()) {
            sum = sum.plus(ProcessFiles.processorTime(child.pid()));
        }
        return sum;
    }

    /** Memory that is its own or mapped in now (VmRSS). */
    long residentBytes() throws IOException {
        return ProcessFiles.residentBytes(process.pid());
    }

    /** Ends it as a power cut would, as far as the process goes: without any warning. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        stop();
        OnExit.remove(endsWithUs);
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println(name + " did not stop on SIGTERM; killed");
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswer(long startedNanos) throws IOException, InterruptedException {
        while (!readiness.ready(port)) {
            if (!process.isAlive()) {
                OnExit.remove(endsWithUs);
                throw new BenchFailure(
                        name
                                + " ended with "
                                + process.exitValue()
                                + ":\n"
                                + Files.readString(output));
            }
            if (System.nanoTime() - startedNanos > START_LIMIT.toNanos()) {
                close();
                throw new BenchFailure(
                        name + " did not answer in a minute:\n" + Files.readString(output));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            socket.getOutputStream().write(PROBE.getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return new String(status, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException _) {
            return false;
        }
    }
}
