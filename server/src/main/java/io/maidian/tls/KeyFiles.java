package io.maidian.tls;

import java.nio.file.Path;

/**
 * Where one certificate lies.
 *
 * @param certificate PEM file of the server's certificate and, after it, those that lead to its
 *     root
 * @param key PEM file of its private key
 */
public record KeyFiles(Path certificate, Path key) {}
