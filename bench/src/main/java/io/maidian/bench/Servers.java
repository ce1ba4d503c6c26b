package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the product and what it is held against, each on a free port of the loopback.
 *
 * @param root the project's folder, built
 * @param scratch gets what they print
 */
record Servers(Path root, Path scratch) {
    static final String PRODUCT = "Maidian";
    static final String BARE_VERTX = "bare Vert.x";
    static final String NGINX = "nginx";

    /** The packaged product over that data folder, as a user starts it. */
    ServerProcess product(Path data) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        String program = root.resolve("server/target/maidian/maidian").toString();
        List<String> command =
                List.of(
                        program,
                        "serve",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.toString());
        return ServerProcess.start(PRODUCT, port, command, scratch.resolve("product.out"));
    }

    /** {@link BareVertx} with the product's JVM options. */
    ServerProcess bareVertx(List<String> javaOptions) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(javaOptions);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareVertx.class.getName(),
                        Integer.toString(port)));
        return ServerProcess.start(BARE_VERTX, port, command, scratch.resolve("vertx.out"));
    }

    /** Debian's nginx, that answers 200 and throws bodies away. */
    ServerProcess nginx(Path program) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        Path configuration = scratch.resolve("nginx.conf");
        String template = Files.readString(root.resolve("bench/peers/nginx.conf"));
        Files.writeString(
                configuration,
                template.replace("FOLDER", scratch.toString())
                        .replace("PORT", Integer.toString(port))
                        .replace(
                                "WORKERS",
                                Integer.toString(Runtime.getRuntime().availableProcessors())));
        List<String> command =
                List.of(
                        program.toString(),
                        "-e",
                        "stderr",
                        "-p",
                        scratch.toString(),
                        "-c",
                        configuration.toString());
        return ServerProcess.start(NGINX, port, command, scratch.resolve("nginx.out"));
    }
}
