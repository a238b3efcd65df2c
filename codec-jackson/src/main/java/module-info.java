/** Records and common types as the values of topics and calls, as CBOR. */
module dev.dunlin.codec.jackson {
    requires transitive com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.cbor;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires transitive dev.dunlin.core;
    requires static org.jspecify;

    exports dev.dunlin.codec.jackson;

    provides dev.dunlin.service.Values with
            dev.dunlin.codec.jackson.CborValues;
}
