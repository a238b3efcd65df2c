package dev.dunlin.criu.crac;

/** The library {@code org.crac}, if it is there. It chooses once, at its first use, whose hooks it registers with. */
final class OrgCrac {

    /** The system property by which it is told: {@value}. */
    private static final String PROPERTY = "org.crac.Core.Compat";

    /** Whether it registers here, or is not there at all. */
    static final boolean JOINED = join();

    private OrgCrac() {}

    private static boolean join() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, OrgCrac.class.getPackageName());
        }
        try {
            Context here = Core.getGlobalContext();
            long before = here.registrations();
            Probe.send();
            return here.registrations() > before;
        } catch (NoClassDefFoundError e) {
            return true;
        }
    }

    /**
     * Tells by where it arrives whom the library has chosen. Nobody holds it. What names the library is in here, so that the
     * class around it can be loaded without.
     */
    private static final class Probe implements org.crac.Resource {

        static void send() {
            org.crac.Core.getGlobalContext().register(new Probe());
        }

        @Override
        public void beforeCheckpoint(org.crac.Context<? extends org.crac.Resource> context) {}

        @Override
        public void afterRestore(org.crac.Context<? extends org.crac.Resource> context) {}
    }
}
