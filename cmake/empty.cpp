// The precompiled standard headers need a target that owns them.
