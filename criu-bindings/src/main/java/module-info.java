/** Checkpoint, restore and live migration with the criu binary. */
module dev.dunlin.criu {
    requires transitive dev.dunlin.core;
    requires com.google.protobuf;
    requires static org.jspecify;
}
