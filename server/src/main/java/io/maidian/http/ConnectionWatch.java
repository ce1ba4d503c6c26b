package io.maidian.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. One on which no whole request has come for the idle time is
 * closed, whatever else it sends: a head that comes byte by byte is never idle for the socket. For
 * its event loop, which calls {@link #sweep} every second.
 */
final class ConnectionWatch {
    private final Connections all;
    private final long idleSweeps;
    private final Map<HttpConnection, Watched> connections = new HashMap<>();
    private long sweeps;

    ConnectionWatch(Connections all, Duration idleTime) {
        this.all = all;
        idleSweeps = Math.max(1, idleTime.toSeconds());
    }

    /** A connection, and what it does. */
    private static final class Watched {
        private final boolean tooMany;
        private @Nullable HttpServerResponse answering;
        private long idleSince;
        private boolean multiplexed;

        Watched(boolean tooMany, long idleSince) {
            this.tooMany = tooMany;
            this.idleSince = idleSince;
        }
    }

    void opened(HttpConnection connection) {
        Connections.Admission admission = all.opened();
        connection.closeHandler(_ -> {
            connections.remove(connection);
            all.closed();
        });
        if (admission == Connections.Admission.CLOSED) {
            connection.close();
            return;
        }
        connections.put(connection, new Watched(admission == Connections.Admission.TOLD, sweeps));
    }

    /**
     * Whether a request that has begun is served; else it is to be told that there are too many.
     */
    boolean serves(HttpServerRequest request) {
        Watched watched = connections.get(request.connection());
        if (watched == null) {
            return true;
        }
        watched.answering = request.response();
        watched.multiplexed |= request.version() == HttpVersion.HTTP_2;
        return !watched.tooMany;
    }

    /** Closes what has been idle for too long. */
    void sweep() {
        sweeps++;
        List<HttpConnection> idle = new ArrayList<>(0);
        connections.forEach((connection, watched) -> {
            HttpServerResponse answering = watched.answering;
            if (answering != null) {
                if (!watched.multiplexed && (answering.ended() || answering.closed())) {
                    watched.answering = null;
                    watched.idleSince = sweeps;
                }
            } else if (sweeps - watched.idleSince > idleSweeps) {
                idle.add(connection);
            }
        });
        // Closing changes the table.
        idle.forEach(HttpConnection::close);
    }
}
