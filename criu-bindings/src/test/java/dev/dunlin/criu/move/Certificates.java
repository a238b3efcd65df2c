package dev.dunlin.criu.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Keys and certificates that the JDK's keytool makes for a test, signed by themselves, as files of PEM. */
record Certificates(Path certificate, Path key) {

    private static final char[] PASSWORD = "password".toCharArray();

    /** Makes a pair whose certificate is for a name as keytool writes it: {@code ip:127.0.0.1}, {@code dns:localhost}. */
    static Certificates make(Path parent, String name, String subject) {
        try {
            Path folder = Files.createDirectory(parent.resolve("tls-" + subject));
            Path store = folder.resolve("store");
            keytool(store, subject, name);
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            Path certificate = write(
                    folder.resolve("cert"),
                    "CERTIFICATE",
                    keys.getCertificate("one").getEncoded());
            Path key = write(
                    folder.resolve("key"),
                    "PRIVATE KEY",
                    keys.getKey("one", PASSWORD).getEncoded());
            return new Certificates(certificate, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, String subject, String name) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "one",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + subject,
                        "-ext",
                        "san=" + name,
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool has failed");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Path write(Path file, String kind, byte[] bytes) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        String pem = "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
        return Files.writeString(file, pem, StandardCharsets.US_ASCII);
    }

    /** The parameters of an address where this is spoken for, and those in a file are believed. */
    String believing(Path trust) {
        return "?cert=" + certificate + "&key=" + key + "&trust=" + trust;
    }
}
