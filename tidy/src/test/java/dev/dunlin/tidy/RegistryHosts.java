package dev.dunlin.tidy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * No host of a package registry is named anywhere in the tree: where packages come from is the business of whoever
 * builds. The names are put together here, so that this file holds none of them.
 */
final class RegistryHosts {

    private static final List<String> HOSTS = Stream.of(
                    "repo,maven,apache,org",
                    "repo1,maven,org",
                    "repo2,maven,org",
                    "search,maven,org",
                    "central,sonatype,com",
                    "central,sonatype,org",
                    "oss,sonatype,org",
                    "s01,oss,sonatype,org",
                    "mvnrepository,com",
                    "jitpack,io",
                    "jcenter,bintray,com",
                    "maven,google,com",
                    "plugins,gradle,org",
                    "packages,confluent,io",
                    "registry,npmjs,org",
                    "registry,npmjs,com",
                    "registry,yarnpkg,com",
                    "npm,pkg,github,com",
                    "maven,pkg,github,com",
                    "deb,debian,org",
                    "ftp,debian,org",
                    "http,debian,net",
                    "security,debian,org",
                    "snapshot,debian,org",
                    "archive,debian,org",
                    "packages,debian,org",
                    "archive,ubuntu,com",
                    "security,ubuntu,com",
                    "pypi,org",
                    "pypi,python,org",
                    "files,pythonhosted,org",
                    "crates,io",
                    "proxy,golang,org",
                    "sum,golang,org",
                    "rubygems,org",
                    "nuget,org",
                    "registry-1,docker,io",
                    "index,docker,io",
                    "dl-cdn,alpinelinux,org")
            .map(parts -> parts.replace(',', '.'))
            .toList();

    private RegistryHosts() {}

    static List<String> in(String name, byte[] content) {
        // Latin-1 never fails, and a host's name is ASCII: binary files are looked at as well.
        String text = new String(content, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return HOSTS.stream()
                .filter(text::contains)
                .map(host -> name + ": names " + host)
                .toList();
    }

    static List<String> all() {
        return HOSTS;
    }
}
