package io.maidian.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network that treats uploads badly, between a client and a server that may be gone for a while:
 * it loses requests, loses or cuts answers, and delays them, and keeps a ledger of all that it
 * carried. GET passes as it is. Safe for any thread.
 */
final class FlakyProxy implements AutoCloseable {
    /** The Java SDK waits 2 s for an answer. */
    private static final Duration SHORT = Duration.ofMillis(800);

    private static final Duration LONG = Duration.ofMillis(2_600);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private final URI server;
    private final Random random;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Carried> ledger = new ArrayList<>();
    private int carrying;
    private long lastNanos = System.nanoTime();

    /** What becomes of an upload. */
    enum Fate {
        PASSED,
        ANSWERED_LATE,
        ANSWERED_TOO_LATE,
        ANSWER_LOST,
        ANSWER_CUT,
        REQUEST_LOST
    }

    /**
     * One upload that came by.
     *
     * @param line the request's first line, which has its sending time
     * @param answer the server's, empty if the server gave none
     */
    record Carried(String line, ByteBuffer body, Fate fate, String answer) {
        /** Whether the server has said that it is stored. */
        boolean acknowledged() {
            return answer.startsWith("HTTP/1.1 200");
        }

        /** What makes two of them the same upload. */
        String identity() {
            return line + ' ' + body.hashCode();
        }
    }

    FlakyProxy(URI server, Random random) throws IOException {
        this.server = server;
        this.random = random;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Where clients find it. */
    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** All that was carried so far, in the order in which it ended. */
    synchronized List<Carried> ledger() {
        return List.copyOf(ledger);
    }

    /** Waits until nothing has come by for so long. */
    synchronized void awaitQuiet(Duration quiet) throws InterruptedException {
        long left = quiet.toNanos();
        while (carrying > 0 || left > 0) {
            wait(Math.max(1, left / 1_000_000));
            left = lastNanos + quiet.toNanos() - System.nanoTime();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (true) {
                byte[] head = head(in);
                byte[] body = in.readNBytes(contentLength(head));
                String line = text(head).lines().findFirst().orElse("");
                if (!(line.startsWith("POST")
                        ? upload(client, head, body, line)
                        : pass(client, head))) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client or this proxy has closed the connection.
        } finally {
            open.remove(client);
        }
    }

    private boolean pass(Socket client, byte[] head) throws IOException {
        byte[] answer = ask(head, new byte[0]);
        client.getOutputStream().write(answer);
        return answer.length > 0;
    }

    /** Whether the connection goes on. */
    private boolean upload(Socket client, byte[] head, byte[] body, String line)
            throws IOException {
        Fate fate = begin();
        byte[] answer = fate == Fate.REQUEST_LOST ? new byte[0] : ask(head, body);
        end(new Carried(line, ByteBuffer.wrap(body), fate, text(answer)));
        if (answer.length == 0) {
            reset(client);
            return false;
        }
        switch (fate) {
            case PASSED -> client.getOutputStream().write(answer);
            case ANSWERED_LATE -> {
                pause(SHORT);
                client.getOutputStream().write(answer);
            }
            case ANSWERED_TOO_LATE -> {
                pause(LONG);
                client.getOutputStream().write(answer);
            }
            case ANSWER_CUT -> {
                client.getOutputStream().write(answer, 0, answer.length / 2);
                client.getOutputStream().flush();
                client.shutdownOutput();
                return false;
            }
            case ANSWER_LOST, REQUEST_LOST -> {
                reset(client);
                return false;
            }
        }
        return true;
    }

    private synchronized Fate begin() {
        carrying++;
        // Every other one passes, or nothing would ever get through within four tries.
        return random.nextBoolean()
                ? Fate.PASSED
                : Fate.values()[random.nextInt(Fate.values().length)];
    }

    private synchronized void end(Carried carried) {
        ledger.add(carried);
        carrying--;
        lastNanos = System.nanoTime();
        notifyAll();
    }

    /** The server's answer as it came, or nothing where the server is gone before it ends. */
    private byte[] ask(byte[] head, byte[] body) {
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            upstream.setSoTimeout((int) ANSWER_LIMIT.toMillis());
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head);
            request.writeBytes(body);
            upstream.getOutputStream().write(request.toByteArray());
            InputStream in = new BufferedInputStream(upstream.getInputStream());
            byte[] answerHead = head(in);
            int length = contentLength(answerHead);
            byte[] answerBody = in.readNBytes(length);
            if (answerBody.length < length) {
                return new byte[0];
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(answerHead);
            answer.writeBytes(answerBody);
            return answer.toByteArray();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
            if (next == '\n') {
                newlines++;
            } else if (next != '\r') {
                newlines = 0;
            }
        }
        return head.toByteArray();
    }

    private static int contentLength(byte[] head) {
        for (String line : text(head).split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket client : open) {
            client.close();
        }
        threads.shutdownNow();
    }
}
