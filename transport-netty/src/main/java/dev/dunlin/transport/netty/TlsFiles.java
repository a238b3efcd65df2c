package dev.dunlin.transport.netty;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * With what TLS is spoken: files of PEM (RFC 7468), and TLS 1.3 (RFC 8446) unless 1.2 is allowed too.
 *
 * @param certificate who this side is, with the certificates above it, or null for a client that does not say
 * @param key its private key, in PKCS #8
 * @param trust who is believed; a server that has it lets in nobody else. Null: what the JDK believes, or anybody
 * @param old whether TLS 1.2 is spoken too
 */
record TlsFiles(
        @Nullable String certificate,
        @Nullable String key,
        @Nullable String trust,
        boolean old) {

    private static final String CERTIFICATE = "cert";
    private static final String KEY = "key";
    private static final String TRUST = "trust";
    private static final String OLDEST = "oldest";
    private static final Set<String> NAMES = Set.of(CERTIFICATE, KEY, TRUST, OLDEST);

    /**
     * Reads what follows the question mark of an address.
     *
     * @throws IllegalArgumentException if that is not understood
     */
    static TlsFiles parse(URI address) {
        Map<String, String> words = new LinkedHashMap<>();
        String query = address.getRawQuery();
        for (String word : query == null ? new String[0] : query.split("&", -1)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : URLDecoder.decode(word.substring(equals + 1), StandardCharsets.UTF_8);
            if (!NAMES.contains(name) || value.isEmpty() || words.put(name, value) != null) {
                throw malformed(
                        address, "\"" + word + "\" is none of cert=FILE, key=FILE, trust=FILE, oldest=1.2, each once");
            }
        }
        if (words.containsKey(CERTIFICATE) != words.containsKey(KEY)) {
            throw malformed(address, "has one of cert=FILE and key=FILE; give both, or neither");
        }
        String oldest = words.getOrDefault(OLDEST, "1.3");
        if (!oldest.equals("1.3") && !oldest.equals("1.2")) {
            throw malformed(address, "oldest=" + oldest + ": must be 1.2 or 1.3");
        }
        return new TlsFiles(words.get(CERTIFICATE), words.get(KEY), words.get(TRUST), oldest.equals("1.2"));
    }

    private static IllegalArgumentException malformed(URI address, String why) {
        return new IllegalArgumentException("address=\"" + address + "\": " + why);
    }

    /** The same as {@link #parse} has read it, with its question mark; empty if there is nothing to say. */
    String query() {
        StringBuilder query = new StringBuilder();
        put(query, CERTIFICATE, certificate);
        put(query, KEY, key);
        put(query, TRUST, trust);
        put(query, OLDEST, old ? "1.2" : null);
        return query.toString();
    }

    private static void put(StringBuilder query, String name, @Nullable String value) {
        if (value != null) {
            query.append(query.length() == 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    /**
     * For one who listens.
     *
     * @throws IllegalArgumentException if there is no certificate, or a file is not what it should be
     */
    SslContext server() {
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("certificate: whoever listens at tls: needs ?cert=FILE&key=FILE");
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(new File(certificate), new File(key));
            if (trust != null) {
                builder.trustManager(new File(trust)).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.protocols(protocols()).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    /**
     * For one who connects: the name or address that is connected to must be one of the certificate's (RFC 9525).
     *
     * @throws IllegalArgumentException if a file is not what it should be
     */
    SslContext client() {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
            if (trust != null) {
                builder.trustManager(new File(trust));
            }
            if (certificate != null && key != null) {
                builder.keyManager(new File(certificate), new File(key));
            }
            return builder.protocols(protocols()).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private String[] protocols() {
        return old ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
    }

    private IllegalArgumentException unreadable(Exception e) {
        return new IllegalArgumentException(
                "certificate" + query() + ": cannot be used: " + e.getMessage()
                        + "; cert and trust are certificates in PEM, key is an unencrypted key of PKCS #8 in PEM",
                e);
    }
}
