package io.maidian;

import io.maidian.catalog.Project;

/**
 * What the server prints once it is ready: where the console is, and a line that uploads an event.
 */
final class Greeting {
    private Greeting() {}

    /**
     * @param host the address that is listened on; where it is every address, this machine's own is
     *     shown; with a certificate, the name that it is made for
     */
    static String text(String host, Server.Welcome welcome) {
        String shown =
                host.equals("0.0.0.0") || host.equals("::")
                        ? "127.0.0.1"
                        : host.contains(":") ? "[" + host + "]" : host;
        Server.Welcome.Address address = welcome.address();
        String name = address.name() == null ? shown : address.name();
        String base = (address.https() ? "https://" : "http://") + name + ":" + address.port();
        Project project = welcome.project();
        // The last three digits of stm are drawn, so that the line can be pasted twice in a second.
        return """

        Maidian %s is ready.

          Console   %s/#/signin/%s
                    (this link signs in once; later: the token in DATA/admin.token)
          Project   %s   ai = %s
          Try it    curl "%s/v3/%s/s2s/cstm?stm=$(date +%%s)$((RANDOM%%900+100))" -d '[{"cs1":"9128391","tm":'"$(date +%%s)000"',"t":"cstm","n":"BuyProduct","var":{"product_name":"苹果","product_classify":"水果","product_price":14}}]'

        Ctrl-C stops it.
        """
                .formatted(
                        Version.current(),
                        base,
                        welcome.signInCode(),
                        project.name(),
                        project.ai(),
                        base,
                        project.ai());
    }
}
