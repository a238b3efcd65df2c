package dev.dunlin.criu.crac;

/** A program of the tests: says whether what registers with org.crac is heard here, first thing or after it was used. */
final class OrgCracJvm {

    private OrgCracJvm() {}

    /** With the argument {@code late}, org.crac is used first. */
    public static void main(String[] args) {
        if (args.length > 0) {
            org.crac.Core.getGlobalContext();
        }
        System.out.println(Core.hearsOrgCrac());
    }
}
