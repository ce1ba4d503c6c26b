package io.maidian.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection that is kept open, with at most one request on its way. For one thread. */
final class UploadConnection implements AutoCloseable {
    private static final int ANSWER_BYTES = 64 * 1024;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_DIGITS = 3;
    private static final String LENGTH = "\r\ncontent-length:";
    private static final String HEAD_END = "\r\n\r\n";

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
    private @Nullable ByteBuffer unsent;
    private long dueNanos;

    /** Connects, and from then on never blocks. */
    UploadConnection(int port, Selector selector) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /**
     * @param due when the request should have been sent
     */
    void send(ByteBuffer request, long due) throws IOException {
        dueNanos = due;
        answer.clear();
        channel.write(request);
        if (request.hasRemaining()) {
            unsent = ByteBuffer.allocate(request.remaining()).put(request).flip();
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    /**
     * Goes on where the selector says that it can.
     *
     * @return the status, once the whole answer is there; else 0
     * @throws EOFException if the server has closed the connection
     */
    int proceed() throws IOException {
        ByteBuffer rest = unsent;
        if (rest != null && key.isWritable()) {
            channel.write(rest);
            if (!rest.hasRemaining()) {
                unsent = null;
                key.interestOps(SelectionKey.OP_READ);
            }
        }
        if (!key.isReadable()) {
            return 0;
        }
        if (channel.read(answer) < 0) {
            throw new EOFException("closed by the server");
        }
        return status();
    }

    long dueNanos() {
        return dueNanos;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int status() throws IOException {
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf(HEAD_END);
        if (headEnd < 0) {
            return 0;
        }
        int length = text.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (length < 0 || length > headEnd) {
            throw new IOException("an answer without Content-Length:\n" + text);
        }
        int from = length + LENGTH.length();
        int bodyBytes = Integer.parseInt(text.substring(from, text.indexOf('\r', from)).strip());
        if (answer.position() < headEnd + HEAD_END.length() + bodyBytes) {
            return 0;
        }
        return Integer.parseInt(text.substring(STATUS_AT, STATUS_AT + STATUS_DIGITS));
    }
}
