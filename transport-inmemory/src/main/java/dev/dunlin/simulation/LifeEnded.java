package dev.dunlin.simulation;

/** Unwinds what a host's code was doing when its host crashed: nothing of it goes on. */
final class LifeEnded extends Error {

    private static final long serialVersionUID = 1L;

    LifeEnded() {
        super("the host has crashed", null, false, false);
    }
}
