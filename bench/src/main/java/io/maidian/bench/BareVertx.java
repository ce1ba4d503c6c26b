package io.maidian.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;

/**
 * The limit that the product's HTTP layer sets: a Vert.x server that reads the whole body and
 * answers 200 with nothing. One event loop a core, as the product has.
 */
public final class BareVertx {
    private BareVertx() {}

    /** Takes the port to listen on, on the loopback. */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.deployVerticle(() -> new Listener(port), new DeploymentOptions().setInstances(loops))
                .onFailure(problem -> {
                    System.err.println("cannot listen on " + port + ": " + problem);
                    System.exit(2);
                });
    }

    private static final class Listener extends VerticleBase {
        private final int port;

        private Listener(int port) {
            this.port = port;
        }

        @Override
        public Future<?> start() {
            HttpServerOptions options =
                    new HttpServerOptions().setHost("127.0.0.1").setPort(port).setTcpNoDelay(true);
            return vertx.createHttpServer(options)
                    .requestHandler(
                            request -> request.body().onSuccess(_ -> request.response().end()))
                    .listen();
        }
    }
}
