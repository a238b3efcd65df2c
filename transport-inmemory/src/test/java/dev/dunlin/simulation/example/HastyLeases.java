package dev.dunlin.simulation.example;

/** The property of workers that count the lease from the moment in which its answer came: it does not hold. */
class HastyLeases extends LeaseProperties {

    @Override
    boolean careful() {
        return false;
    }
}
