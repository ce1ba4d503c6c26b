package io.maidian.http;

/**
 * Where a request comes from.
 *
 * @param client the IP address of who sent it, as far as those in between can be believed
 * @param secure whether it left the client over TLS
 */
record Origin(String client, boolean secure) {}
