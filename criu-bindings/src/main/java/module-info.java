/** Checkpoint, restore and live migration with the criu binary. */
module dev.dunlin.criu {
    requires transitive dev.dunlin.core;
    requires com.google.protobuf;
    requires static org.crac;
    requires static org.jspecify;

    exports dev.dunlin.criu;
    exports dev.dunlin.criu.crac;
    exports dev.dunlin.criu.image;
    exports dev.dunlin.criu.move;
    exports dev.dunlin.criu.self;
    exports dev.dunlin.criu.supervise;

    provides dev.dunlin.checkpoint.SelfCheckpointer with
            dev.dunlin.criu.self.CriuSelf;

    // Generated code describes itself by reflection.
    opens dev.dunlin.criu.image.wire to
            com.google.protobuf;
}
