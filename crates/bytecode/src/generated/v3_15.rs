//! The instruction set of 3.15, dumped from 3.15.2.
//!
//! Do not edit: made by `cargo run -p specialist-bytecode --example generate-tables`.

use crate::Version;
use crate::instruction_set::{BLANK, CacheField, Finds, InstructionSet, Kind, Mark, Opcode, Operand};

const BINARY_OP_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=", "[]"] };
const BINARY_OP_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "descr", units: 4 }];
const BINARY_OP_ADD_FLOAT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_ADD_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_ADD_UNICODE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_INPLACE_ADD_UNICODE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_MULTIPLY_FLOAT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_MULTIPLY_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBSCR_DICT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBSCR_GETITEM_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBSCR_LIST_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBSCR_LIST_SLICE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBSCR_STR_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBSCR_TUPLE_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBSCR_USTR_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBTRACT_FLOAT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const BINARY_OP_SUBTRACT_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 4 }];
const CALL_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "func_version", units: 2 }];
const CALL_ALLOC_AND_ENTER_INIT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }];
const CALL_BUILTIN_CLASS_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_BUILTIN_FAST_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_BUILTIN_FAST_WITH_KEYWORDS_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_BUILTIN_O_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_FUNCTION_EX_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const CALL_INTRINSIC_1_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["INTRINSIC_1_INVALID", "INTRINSIC_PRINT", "INTRINSIC_IMPORT_STAR", "INTRINSIC_STOPITERATION_ERROR", "INTRINSIC_ASYNC_GEN_WRAP", "INTRINSIC_UNARY_POSITIVE", "INTRINSIC_LIST_TO_TUPLE", "INTRINSIC_TYPEVAR", "INTRINSIC_PARAMSPEC", "INTRINSIC_TYPEVARTUPLE", "INTRINSIC_SUBSCRIPT_GENERIC", "INTRINSIC_TYPEALIAS"] };
const CALL_INTRINSIC_2_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["INTRINSIC_2_INVALID", "INTRINSIC_PREP_RERAISE_STAR", "INTRINSIC_TYPEVAR_WITH_BOUND", "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS", "INTRINSIC_SET_FUNCTION_TYPE_PARAMS", "INTRINSIC_SET_TYPEPARAM_DEFAULT"] };
const CALL_ISINSTANCE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_KW_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "func_version", units: 2 }];
const CALL_KW_NON_PY_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_LEN_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_LIST_APPEND_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_METHOD_DESCRIPTOR_FAST_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_METHOD_DESCRIPTOR_NOARGS_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_METHOD_DESCRIPTOR_O_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_NON_PY_GENERAL_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_STR_1_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_TUPLE_1_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const CALL_TYPE_1_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const COMPARE_OP_OPERAND: Operand = Operand::Word { shift: 5, marks: &[Mark { mask: 16, text: "bool({})" }], words: &["<", "<=", "==", "!=", ">", ">="] };
const COMPARE_OP_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const CONTAINS_OP_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["in", "not in"] };
const CONTAINS_OP_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const CONVERT_VALUE_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["", "str", "repr", "ascii"] };
const FOR_ITER_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const GET_ITER_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const IS_OP_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["is", "is not"] };
const JUMP_BACKWARD_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const LOAD_ATTR_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "version", units: 2 }, CacheField { name: "keys_version", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_CLASS_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "unused", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_CLASS_WITH_METACLASS_CHECK_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "metaclass_version", units: 2 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "func_version", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_INSTANCE_VALUE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "index", units: 1 }, CacheField { name: "unused", units: 5 }];
const LOAD_ATTR_METHOD_LAZY_DICT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "dict_offset", units: 1 }, CacheField { name: "unused", units: 1 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_METHOD_NO_DICT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "unused", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_METHOD_WITH_VALUES_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "keys_version", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_MODULE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "module_keys_version", units: 2 }, CacheField { name: "index", units: 1 }, CacheField { name: "unused", units: 5 }];
const LOAD_ATTR_NONDESCRIPTOR_NO_DICT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "unused", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "keys_version", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_PROPERTY_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "func_version", units: 2 }, CacheField { name: "descr", units: 4 }];
const LOAD_ATTR_SLOT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "index", units: 1 }, CacheField { name: "unused", units: 5 }];
const LOAD_ATTR_WITH_HINT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "index", units: 1 }, CacheField { name: "unused", units: 5 }];
const LOAD_COMMON_CONSTANT_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["AssertionError", "NotImplementedError", "tuple", "<built-in function all>", "<built-in function any>", "list", "set", "None", "''", "True", "False", "-1"] };
const LOAD_GLOBAL_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "module_keys_version", units: 1 }, CacheField { name: "builtin_keys_version", units: 1 }, CacheField { name: "index", units: 1 }];
const LOAD_GLOBAL_MODULE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "module_keys_version", units: 1 }, CacheField { name: "unused", units: 1 }, CacheField { name: "index", units: 1 }];
const LOAD_SPECIAL_OPERAND: Operand = Operand::Word { shift: 0, marks: &[], words: &["__enter__", "__exit__", "__aenter__", "__aexit__"] };
const LOAD_SUPER_ATTR_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const POP_JUMP_IF_FALSE_CACHE: &[CacheField] = &[CacheField { name: "outcomes", units: 1 }];
const POP_JUMP_IF_NONE_CACHE: &[CacheField] = &[CacheField { name: "outcomes", units: 1 }];
const POP_JUMP_IF_NOT_NONE_CACHE: &[CacheField] = &[CacheField { name: "outcomes", units: 1 }];
const POP_JUMP_IF_TRUE_CACHE: &[CacheField] = &[CacheField { name: "outcomes", units: 1 }];
const RESUME_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const SEND_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const SET_FUNCTION_ATTRIBUTE_OPERAND: Operand = Operand::Flags(&["defaults", "kwdefaults", "annotations", "closure", "annotate"]);
const STORE_ATTR_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "version", units: 2 }, CacheField { name: "index", units: 1 }];
const STORE_ATTR_INSTANCE_VALUE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "index", units: 1 }];
const STORE_ATTR_SLOT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "index", units: 1 }];
const STORE_ATTR_WITH_HINT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }, CacheField { name: "index", units: 1 }];
const STORE_SUBSCR_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];
const TO_BOOL_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "version", units: 2 }];
const TO_BOOL_ALWAYS_TRUE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "type_version", units: 2 }];
const TO_BOOL_BOOL_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const TO_BOOL_INT_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const TO_BOOL_LIST_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const TO_BOOL_NONE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const TO_BOOL_STR_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }, CacheField { name: "unused", units: 2 }];
const UNPACK_SEQUENCE_CACHE: &[CacheField] = &[CacheField { name: "counter", units: 1 }];

pub(crate) static V3_15: InstructionSet = InstructionSet {
    version: Version::V3_15,
    python: "3.15.2",
    opcodes: [
        Opcode { number: 0, name: "CACHE", base: "CACHE", kind: Kind::Cache, ..BLANK },
        Opcode { number: 1, name: "BINARY_SLICE", base: "BINARY_SLICE", kind: Kind::Plain, ..BLANK },
        Opcode { number: 2, name: "BUILD_TEMPLATE", base: "BUILD_TEMPLATE", kind: Kind::Plain, ..BLANK },
        Opcode { number: 3, name: "BINARY_OP_INPLACE_ADD_UNICODE", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_INPLACE_ADD_UNICODE_CACHE, guard: Some("str"), ..BLANK },
        Opcode { number: 4, name: "CALL_FUNCTION_EX", base: "CALL_FUNCTION_EX", kind: Kind::Family, cache: CALL_FUNCTION_EX_CACHE, ..BLANK },
        Opcode { number: 5, name: "CHECK_EG_MATCH", base: "CHECK_EG_MATCH", kind: Kind::Plain, ..BLANK },
        Opcode { number: 6, name: "CHECK_EXC_MATCH", base: "CHECK_EXC_MATCH", kind: Kind::Plain, ..BLANK },
        Opcode { number: 7, name: "CLEANUP_THROW", base: "CLEANUP_THROW", kind: Kind::Plain, ..BLANK },
        Opcode { number: 8, name: "DELETE_SUBSCR", base: "DELETE_SUBSCR", kind: Kind::Plain, ..BLANK },
        Opcode { number: 9, name: "END_FOR", base: "END_FOR", kind: Kind::Plain, ..BLANK },
        Opcode { number: 10, name: "END_SEND", base: "END_SEND", kind: Kind::Plain, ..BLANK },
        Opcode { number: 11, name: "EXIT_INIT_CHECK", base: "EXIT_INIT_CHECK", kind: Kind::Plain, ..BLANK },
        Opcode { number: 12, name: "FORMAT_SIMPLE", base: "FORMAT_SIMPLE", kind: Kind::Plain, ..BLANK },
        Opcode { number: 13, name: "FORMAT_WITH_SPEC", base: "FORMAT_WITH_SPEC", kind: Kind::Plain, ..BLANK },
        Opcode { number: 14, name: "GET_AITER", base: "GET_AITER", kind: Kind::Plain, ..BLANK },
        Opcode { number: 15, name: "GET_ANEXT", base: "GET_ANEXT", kind: Kind::Plain, ..BLANK },
        Opcode { number: 16, name: "GET_LEN", base: "GET_LEN", kind: Kind::Plain, ..BLANK },
        Opcode { number: 17, name: "RESERVED", base: "RESERVED", kind: Kind::Reserved, ..BLANK },
        Opcode { number: 18, name: "INTERPRETER_EXIT", base: "INTERPRETER_EXIT", kind: Kind::Plain, ..BLANK },
        Opcode { number: 19, name: "LOAD_BUILD_CLASS", base: "LOAD_BUILD_CLASS", kind: Kind::Plain, ..BLANK },
        Opcode { number: 20, name: "LOAD_LOCALS", base: "LOAD_LOCALS", kind: Kind::Plain, ..BLANK },
        Opcode { number: 21, name: "MAKE_FUNCTION", base: "MAKE_FUNCTION", kind: Kind::Plain, ..BLANK },
        Opcode { number: 22, name: "MATCH_KEYS", base: "MATCH_KEYS", kind: Kind::Plain, ..BLANK },
        Opcode { number: 23, name: "MATCH_MAPPING", base: "MATCH_MAPPING", kind: Kind::Plain, ..BLANK },
        Opcode { number: 24, name: "MATCH_SEQUENCE", base: "MATCH_SEQUENCE", kind: Kind::Plain, ..BLANK },
        Opcode { number: 25, name: "NOP", base: "NOP", kind: Kind::Plain, ..BLANK },
        Opcode { number: 26, name: "NOT_TAKEN", base: "NOT_TAKEN", kind: Kind::Plain, ..BLANK },
        Opcode { number: 27, name: "POP_EXCEPT", base: "POP_EXCEPT", kind: Kind::Plain, ..BLANK },
        Opcode { number: 28, name: "POP_ITER", base: "POP_ITER", kind: Kind::Plain, ..BLANK },
        Opcode { number: 29, name: "POP_TOP", base: "POP_TOP", kind: Kind::Plain, ..BLANK },
        Opcode { number: 30, name: "PUSH_EXC_INFO", base: "PUSH_EXC_INFO", kind: Kind::Plain, ..BLANK },
        Opcode { number: 31, name: "PUSH_NULL", base: "PUSH_NULL", kind: Kind::Plain, ..BLANK },
        Opcode { number: 32, name: "RETURN_GENERATOR", base: "RETURN_GENERATOR", kind: Kind::Plain, ..BLANK },
        Opcode { number: 33, name: "RETURN_VALUE", base: "RETURN_VALUE", kind: Kind::Plain, ..BLANK },
        Opcode { number: 34, name: "SETUP_ANNOTATIONS", base: "SETUP_ANNOTATIONS", kind: Kind::Plain, ..BLANK },
        Opcode { number: 35, name: "STORE_SLICE", base: "STORE_SLICE", kind: Kind::Plain, ..BLANK },
        Opcode { number: 36, name: "STORE_SUBSCR", base: "STORE_SUBSCR", kind: Kind::Family, cache: STORE_SUBSCR_CACHE, ..BLANK },
        Opcode { number: 37, name: "TO_BOOL", base: "TO_BOOL", kind: Kind::Family, cache: TO_BOOL_CACHE, ..BLANK },
        Opcode { number: 38, name: "UNARY_INVERT", base: "UNARY_INVERT", kind: Kind::Plain, ..BLANK },
        Opcode { number: 39, name: "UNARY_NEGATIVE", base: "UNARY_NEGATIVE", kind: Kind::Plain, ..BLANK },
        Opcode { number: 40, name: "UNARY_NOT", base: "UNARY_NOT", kind: Kind::Plain, ..BLANK },
        Opcode { number: 41, name: "WITH_EXCEPT_START", base: "WITH_EXCEPT_START", kind: Kind::Plain, ..BLANK },
        Opcode { number: 42, name: "BINARY_OP", base: "BINARY_OP", kind: Kind::Family, operand: BINARY_OP_OPERAND, cache: BINARY_OP_CACHE, ..BLANK },
        Opcode { number: 43, name: "BUILD_INTERPOLATION", base: "BUILD_INTERPOLATION", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 44, name: "BUILD_LIST", base: "BUILD_LIST", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 45, name: "BUILD_MAP", base: "BUILD_MAP", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 46, name: "BUILD_SET", base: "BUILD_SET", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 47, name: "BUILD_SLICE", base: "BUILD_SLICE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 48, name: "BUILD_STRING", base: "BUILD_STRING", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 49, name: "BUILD_TUPLE", base: "BUILD_TUPLE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 50, name: "CALL", base: "CALL", kind: Kind::Family, operand: Operand::Number, cache: CALL_CACHE, ..BLANK },
        Opcode { number: 51, name: "CALL_INTRINSIC_1", base: "CALL_INTRINSIC_1", kind: Kind::Plain, operand: CALL_INTRINSIC_1_OPERAND, ..BLANK },
        Opcode { number: 52, name: "CALL_INTRINSIC_2", base: "CALL_INTRINSIC_2", kind: Kind::Plain, operand: CALL_INTRINSIC_2_OPERAND, ..BLANK },
        Opcode { number: 53, name: "CALL_KW", base: "CALL_KW", kind: Kind::Family, operand: Operand::Number, cache: CALL_KW_CACHE, ..BLANK },
        Opcode { number: 54, name: "COMPARE_OP", base: "COMPARE_OP", kind: Kind::Family, operand: COMPARE_OP_OPERAND, cache: COMPARE_OP_CACHE, ..BLANK },
        Opcode { number: 55, name: "CONTAINS_OP", base: "CONTAINS_OP", kind: Kind::Family, operand: CONTAINS_OP_OPERAND, cache: CONTAINS_OP_CACHE, ..BLANK },
        Opcode { number: 56, name: "CONVERT_VALUE", base: "CONVERT_VALUE", kind: Kind::Plain, operand: CONVERT_VALUE_OPERAND, ..BLANK },
        Opcode { number: 57, name: "COPY", base: "COPY", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 58, name: "COPY_FREE_VARS", base: "COPY_FREE_VARS", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 59, name: "DELETE_ATTR", base: "DELETE_ATTR", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 60, name: "DELETE_DEREF", base: "DELETE_DEREF", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 61, name: "DELETE_FAST", base: "DELETE_FAST", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 62, name: "DELETE_GLOBAL", base: "DELETE_GLOBAL", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 63, name: "DELETE_NAME", base: "DELETE_NAME", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 64, name: "DICT_MERGE", base: "DICT_MERGE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 65, name: "DICT_UPDATE", base: "DICT_UPDATE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 66, name: "END_ASYNC_FOR", base: "END_ASYNC_FOR", kind: Kind::Plain, operand: Operand::JumpSource, ..BLANK },
        Opcode { number: 67, name: "EXTENDED_ARG", base: "EXTENDED_ARG", kind: Kind::Plain, operand: Operand::HighBits, ..BLANK },
        Opcode { number: 68, name: "FOR_ITER", base: "FOR_ITER", kind: Kind::Family, operand: Operand::Jump, cache: FOR_ITER_CACHE, ..BLANK },
        Opcode { number: 69, name: "GET_AWAITABLE", base: "GET_AWAITABLE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 70, name: "GET_ITER", base: "GET_ITER", kind: Kind::Family, operand: Operand::Number, cache: GET_ITER_CACHE, ..BLANK },
        Opcode { number: 71, name: "IMPORT_FROM", base: "IMPORT_FROM", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 72, name: "IMPORT_NAME", base: "IMPORT_NAME", kind: Kind::Plain, operand: Operand::Name { shift: 2, marks: &[Mark { mask: 1, text: "{} + lazy" }, Mark { mask: 2, text: "{} + eager" }] }, ..BLANK },
        Opcode { number: 73, name: "IS_OP", base: "IS_OP", kind: Kind::Plain, operand: IS_OP_OPERAND, ..BLANK },
        Opcode { number: 74, name: "JUMP_BACKWARD", base: "JUMP_BACKWARD", kind: Kind::Plain, operand: Operand::JumpBack, cache: JUMP_BACKWARD_CACHE, ..BLANK },
        Opcode { number: 75, name: "JUMP_BACKWARD_NO_INTERRUPT", base: "JUMP_BACKWARD_NO_INTERRUPT", kind: Kind::Plain, operand: Operand::JumpBack, ..BLANK },
        Opcode { number: 76, name: "JUMP_FORWARD", base: "JUMP_FORWARD", kind: Kind::Plain, operand: Operand::Jump, ..BLANK },
        Opcode { number: 77, name: "LIST_APPEND", base: "LIST_APPEND", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 78, name: "LIST_EXTEND", base: "LIST_EXTEND", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 79, name: "LOAD_ATTR", base: "LOAD_ATTR", kind: Kind::Family, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_CACHE, ..BLANK },
        Opcode { number: 80, name: "LOAD_COMMON_CONSTANT", base: "LOAD_COMMON_CONSTANT", kind: Kind::Plain, operand: LOAD_COMMON_CONSTANT_OPERAND, ..BLANK },
        Opcode { number: 81, name: "LOAD_CONST", base: "LOAD_CONST", kind: Kind::Plain, operand: Operand::Const, ..BLANK },
        Opcode { number: 82, name: "LOAD_DEREF", base: "LOAD_DEREF", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 83, name: "LOAD_FAST", base: "LOAD_FAST", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 84, name: "LOAD_FAST_AND_CLEAR", base: "LOAD_FAST_AND_CLEAR", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 85, name: "LOAD_FAST_BORROW", base: "LOAD_FAST_BORROW", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 86, name: "LOAD_FAST_BORROW_LOAD_FAST_BORROW", base: "LOAD_FAST_BORROW_LOAD_FAST_BORROW", kind: Kind::Plain, operand: Operand::LocalPair, ..BLANK },
        Opcode { number: 87, name: "LOAD_FAST_CHECK", base: "LOAD_FAST_CHECK", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 88, name: "LOAD_FAST_LOAD_FAST", base: "LOAD_FAST_LOAD_FAST", kind: Kind::Plain, operand: Operand::LocalPair, ..BLANK },
        Opcode { number: 89, name: "LOAD_FROM_DICT_OR_DEREF", base: "LOAD_FROM_DICT_OR_DEREF", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 90, name: "LOAD_FROM_DICT_OR_GLOBALS", base: "LOAD_FROM_DICT_OR_GLOBALS", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 91, name: "LOAD_GLOBAL", base: "LOAD_GLOBAL", kind: Kind::Family, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL" }] }, cache: LOAD_GLOBAL_CACHE, ..BLANK },
        Opcode { number: 92, name: "LOAD_NAME", base: "LOAD_NAME", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 93, name: "LOAD_SMALL_INT", base: "LOAD_SMALL_INT", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 94, name: "LOAD_SPECIAL", base: "LOAD_SPECIAL", kind: Kind::Plain, operand: LOAD_SPECIAL_OPERAND, ..BLANK },
        Opcode { number: 95, name: "LOAD_SUPER_ATTR", base: "LOAD_SUPER_ATTR", kind: Kind::Family, operand: Operand::Name { shift: 2, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_SUPER_ATTR_CACHE, ..BLANK },
        Opcode { number: 96, name: "MAKE_CELL", base: "MAKE_CELL", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 97, name: "MAP_ADD", base: "MAP_ADD", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 98, name: "MATCH_CLASS", base: "MATCH_CLASS", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 99, name: "POP_JUMP_IF_FALSE", base: "POP_JUMP_IF_FALSE", kind: Kind::Plain, operand: Operand::Jump, cache: POP_JUMP_IF_FALSE_CACHE, ..BLANK },
        Opcode { number: 100, name: "POP_JUMP_IF_NONE", base: "POP_JUMP_IF_NONE", kind: Kind::Plain, operand: Operand::Jump, cache: POP_JUMP_IF_NONE_CACHE, ..BLANK },
        Opcode { number: 101, name: "POP_JUMP_IF_NOT_NONE", base: "POP_JUMP_IF_NOT_NONE", kind: Kind::Plain, operand: Operand::Jump, cache: POP_JUMP_IF_NOT_NONE_CACHE, ..BLANK },
        Opcode { number: 102, name: "POP_JUMP_IF_TRUE", base: "POP_JUMP_IF_TRUE", kind: Kind::Plain, operand: Operand::Jump, cache: POP_JUMP_IF_TRUE_CACHE, ..BLANK },
        Opcode { number: 103, name: "RAISE_VARARGS", base: "RAISE_VARARGS", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 104, name: "RERAISE", base: "RERAISE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 105, name: "SEND", base: "SEND", kind: Kind::Family, operand: Operand::Jump, cache: SEND_CACHE, ..BLANK },
        Opcode { number: 106, name: "SET_ADD", base: "SET_ADD", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 107, name: "SET_FUNCTION_ATTRIBUTE", base: "SET_FUNCTION_ATTRIBUTE", kind: Kind::Plain, operand: SET_FUNCTION_ATTRIBUTE_OPERAND, ..BLANK },
        Opcode { number: 108, name: "SET_UPDATE", base: "SET_UPDATE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 109, name: "STORE_ATTR", base: "STORE_ATTR", kind: Kind::Family, operand: Operand::Name { shift: 0, marks: &[] }, cache: STORE_ATTR_CACHE, ..BLANK },
        Opcode { number: 110, name: "STORE_DEREF", base: "STORE_DEREF", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 111, name: "STORE_FAST", base: "STORE_FAST", kind: Kind::Plain, operand: Operand::Local, ..BLANK },
        Opcode { number: 112, name: "STORE_FAST_LOAD_FAST", base: "STORE_FAST_LOAD_FAST", kind: Kind::Plain, operand: Operand::LocalPair, ..BLANK },
        Opcode { number: 113, name: "STORE_FAST_STORE_FAST", base: "STORE_FAST_STORE_FAST", kind: Kind::Plain, operand: Operand::LocalPair, ..BLANK },
        Opcode { number: 114, name: "STORE_GLOBAL", base: "STORE_GLOBAL", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 115, name: "STORE_NAME", base: "STORE_NAME", kind: Kind::Plain, operand: Operand::Name { shift: 0, marks: &[] }, ..BLANK },
        Opcode { number: 116, name: "SWAP", base: "SWAP", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 117, name: "UNPACK_EX", base: "UNPACK_EX", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 118, name: "UNPACK_SEQUENCE", base: "UNPACK_SEQUENCE", kind: Kind::Family, operand: Operand::Number, cache: UNPACK_SEQUENCE_CACHE, ..BLANK },
        Opcode { number: 119, name: "YIELD_VALUE", base: "YIELD_VALUE", kind: Kind::Plain, operand: Operand::Number, ..BLANK },
        Opcode { number: 120, name: "<120>", base: "<120>", ..BLANK },
        Opcode { number: 121, name: "<121>", base: "<121>", ..BLANK },
        Opcode { number: 122, name: "<122>", base: "<122>", ..BLANK },
        Opcode { number: 123, name: "<123>", base: "<123>", ..BLANK },
        Opcode { number: 124, name: "<124>", base: "<124>", ..BLANK },
        Opcode { number: 125, name: "<125>", base: "<125>", ..BLANK },
        Opcode { number: 126, name: "<126>", base: "<126>", ..BLANK },
        Opcode { number: 127, name: "<127>", base: "<127>", ..BLANK },
        Opcode { number: 128, name: "RESUME", base: "RESUME", kind: Kind::Plain, operand: Operand::Number, cache: RESUME_CACHE, ..BLANK },
        Opcode { number: 129, name: "BINARY_OP_ADD_FLOAT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_ADD_FLOAT_CACHE, guard: Some("float"), ..BLANK },
        Opcode { number: 130, name: "BINARY_OP_ADD_INT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_ADD_INT_CACHE, guard: Some("compact int"), ..BLANK },
        Opcode { number: 131, name: "BINARY_OP_ADD_UNICODE", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_ADD_UNICODE_CACHE, guard: Some("str"), ..BLANK },
        Opcode { number: 132, name: "BINARY_OP_EXTEND", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_CACHE, guard: Some("pair of built-in types"), ..BLANK },
        Opcode { number: 133, name: "BINARY_OP_MULTIPLY_FLOAT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_MULTIPLY_FLOAT_CACHE, guard: Some("float"), ..BLANK },
        Opcode { number: 134, name: "BINARY_OP_MULTIPLY_INT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_MULTIPLY_INT_CACHE, guard: Some("compact int"), ..BLANK },
        Opcode { number: 135, name: "BINARY_OP_SUBSCR_DICT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBSCR_DICT_CACHE, guard: Some("dict"), ..BLANK },
        Opcode { number: 136, name: "BINARY_OP_SUBSCR_GETITEM", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBSCR_GETITEM_CACHE, guard: Some("class with a __getitem__ in Python"), ..BLANK },
        Opcode { number: 137, name: "BINARY_OP_SUBSCR_LIST_INT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBSCR_LIST_INT_CACHE, guard: Some("list and int index"), ..BLANK },
        Opcode { number: 138, name: "BINARY_OP_SUBSCR_LIST_SLICE", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBSCR_LIST_SLICE_CACHE, guard: Some("list and slice"), ..BLANK },
        Opcode { number: 139, name: "BINARY_OP_SUBSCR_STR_INT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBSCR_STR_INT_CACHE, guard: Some("str and int index"), ..BLANK },
        Opcode { number: 140, name: "BINARY_OP_SUBSCR_TUPLE_INT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBSCR_TUPLE_INT_CACHE, guard: Some("tuple and int index"), ..BLANK },
        Opcode { number: 141, name: "BINARY_OP_SUBSCR_USTR_INT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBSCR_USTR_INT_CACHE, guard: Some("str and int index"), ..BLANK },
        Opcode { number: 142, name: "BINARY_OP_SUBTRACT_FLOAT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBTRACT_FLOAT_CACHE, guard: Some("float"), ..BLANK },
        Opcode { number: 143, name: "BINARY_OP_SUBTRACT_INT", base: "BINARY_OP", kind: Kind::Specialized, operand: BINARY_OP_OPERAND, cache: BINARY_OP_SUBTRACT_INT_CACHE, guard: Some("compact int"), ..BLANK },
        Opcode { number: 144, name: "CALL_ALLOC_AND_ENTER_INIT", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_ALLOC_AND_ENTER_INIT_CACHE, finds: Finds::Special("__init__"), ..BLANK },
        Opcode { number: 145, name: "CALL_BOUND_METHOD_EXACT_ARGS", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_CACHE, ..BLANK },
        Opcode { number: 146, name: "CALL_BOUND_METHOD_GENERAL", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_CACHE, ..BLANK },
        Opcode { number: 147, name: "CALL_BUILTIN_CLASS", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_BUILTIN_CLASS_CACHE, guard: Some("built-in class"), ..BLANK },
        Opcode { number: 148, name: "CALL_BUILTIN_FAST", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_BUILTIN_FAST_CACHE, guard: Some("built-in function of positional arguments"), ..BLANK },
        Opcode { number: 149, name: "CALL_BUILTIN_FAST_WITH_KEYWORDS", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_BUILTIN_FAST_WITH_KEYWORDS_CACHE, guard: Some("built-in function that takes keywords"), ..BLANK },
        Opcode { number: 150, name: "CALL_BUILTIN_O", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_BUILTIN_O_CACHE, guard: Some("built-in function of one argument"), ..BLANK },
        Opcode { number: 151, name: "CALL_EX_NON_PY_GENERAL", base: "CALL_FUNCTION_EX", kind: Kind::Specialized, cache: CALL_FUNCTION_EX_CACHE, guard: Some("callable that is no Python function"), ..BLANK },
        Opcode { number: 152, name: "CALL_EX_PY", base: "CALL_FUNCTION_EX", kind: Kind::Specialized, cache: CALL_FUNCTION_EX_CACHE, guard: Some("Python function"), ..BLANK },
        Opcode { number: 153, name: "CALL_ISINSTANCE", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_ISINSTANCE_CACHE, guard: Some("isinstance"), ..BLANK },
        Opcode { number: 154, name: "CALL_KW_BOUND_METHOD", base: "CALL_KW", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_KW_CACHE, ..BLANK },
        Opcode { number: 155, name: "CALL_KW_NON_PY", base: "CALL_KW", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_KW_NON_PY_CACHE, guard: Some("callable that is no Python function"), ..BLANK },
        Opcode { number: 156, name: "CALL_KW_PY", base: "CALL_KW", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_KW_CACHE, ..BLANK },
        Opcode { number: 157, name: "CALL_LEN", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_LEN_CACHE, guard: Some("len"), ..BLANK },
        Opcode { number: 158, name: "CALL_LIST_APPEND", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_LIST_APPEND_CACHE, guard: Some("list.append"), ..BLANK },
        Opcode { number: 159, name: "CALL_METHOD_DESCRIPTOR_FAST", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_METHOD_DESCRIPTOR_FAST_CACHE, guard: Some("built-in method of positional arguments"), ..BLANK },
        Opcode { number: 160, name: "CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS_CACHE, guard: Some("built-in method that takes keywords"), ..BLANK },
        Opcode { number: 161, name: "CALL_METHOD_DESCRIPTOR_NOARGS", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_METHOD_DESCRIPTOR_NOARGS_CACHE, guard: Some("built-in method without arguments"), ..BLANK },
        Opcode { number: 162, name: "CALL_METHOD_DESCRIPTOR_O", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_METHOD_DESCRIPTOR_O_CACHE, guard: Some("built-in method of one argument"), ..BLANK },
        Opcode { number: 163, name: "CALL_NON_PY_GENERAL", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_NON_PY_GENERAL_CACHE, guard: Some("callable that is no Python function"), ..BLANK },
        Opcode { number: 164, name: "CALL_PY_EXACT_ARGS", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_CACHE, ..BLANK },
        Opcode { number: 165, name: "CALL_PY_GENERAL", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_CACHE, ..BLANK },
        Opcode { number: 166, name: "CALL_STR_1", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_STR_1_CACHE, guard: Some("str"), ..BLANK },
        Opcode { number: 167, name: "CALL_TUPLE_1", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_TUPLE_1_CACHE, guard: Some("tuple"), ..BLANK },
        Opcode { number: 168, name: "CALL_TYPE_1", base: "CALL", kind: Kind::Specialized, operand: Operand::Number, cache: CALL_TYPE_1_CACHE, guard: Some("type"), ..BLANK },
        Opcode { number: 169, name: "COMPARE_OP_FLOAT", base: "COMPARE_OP", kind: Kind::Specialized, operand: COMPARE_OP_OPERAND, cache: COMPARE_OP_CACHE, guard: Some("float"), ..BLANK },
        Opcode { number: 170, name: "COMPARE_OP_INT", base: "COMPARE_OP", kind: Kind::Specialized, operand: COMPARE_OP_OPERAND, cache: COMPARE_OP_CACHE, guard: Some("compact int"), ..BLANK },
        Opcode { number: 171, name: "COMPARE_OP_STR", base: "COMPARE_OP", kind: Kind::Specialized, operand: COMPARE_OP_OPERAND, cache: COMPARE_OP_CACHE, guard: Some("str"), ..BLANK },
        Opcode { number: 172, name: "CONTAINS_OP_DICT", base: "CONTAINS_OP", kind: Kind::Specialized, operand: CONTAINS_OP_OPERAND, cache: CONTAINS_OP_CACHE, guard: Some("dict"), ..BLANK },
        Opcode { number: 173, name: "CONTAINS_OP_SET", base: "CONTAINS_OP", kind: Kind::Specialized, operand: CONTAINS_OP_OPERAND, cache: CONTAINS_OP_CACHE, guard: Some("set or frozenset"), ..BLANK },
        Opcode { number: 174, name: "FOR_ITER_GEN", base: "FOR_ITER", kind: Kind::Specialized, operand: Operand::Jump, cache: FOR_ITER_CACHE, guard: Some("generator"), ..BLANK },
        Opcode { number: 175, name: "FOR_ITER_LIST", base: "FOR_ITER", kind: Kind::Specialized, operand: Operand::Jump, cache: FOR_ITER_CACHE, guard: Some("list"), ..BLANK },
        Opcode { number: 176, name: "FOR_ITER_RANGE", base: "FOR_ITER", kind: Kind::Specialized, operand: Operand::Jump, cache: FOR_ITER_CACHE, guard: Some("range"), ..BLANK },
        Opcode { number: 177, name: "FOR_ITER_TUPLE", base: "FOR_ITER", kind: Kind::Specialized, operand: Operand::Jump, cache: FOR_ITER_CACHE, guard: Some("tuple"), ..BLANK },
        Opcode { number: 178, name: "FOR_ITER_VIRTUAL", base: "FOR_ITER", kind: Kind::Specialized, operand: Operand::Jump, cache: FOR_ITER_CACHE, guard: Some("built-in sequence"), ..BLANK },
        Opcode { number: 179, name: "GET_ITER_SELF", base: "GET_ITER", kind: Kind::Specialized, operand: Operand::Number, cache: GET_ITER_CACHE, guard: Some("iterator"), ..BLANK },
        Opcode { number: 180, name: "GET_ITER_VIRTUAL", base: "GET_ITER", kind: Kind::Specialized, operand: Operand::Number, cache: GET_ITER_CACHE, guard: Some("built-in sequence"), ..BLANK },
        Opcode { number: 181, name: "JUMP_BACKWARD_JIT", base: "JUMP_BACKWARD", kind: Kind::Quickened, operand: Operand::JumpBack, cache: JUMP_BACKWARD_CACHE, ..BLANK },
        Opcode { number: 182, name: "JUMP_BACKWARD_NO_JIT", base: "JUMP_BACKWARD", kind: Kind::Quickened, operand: Operand::JumpBack, cache: JUMP_BACKWARD_CACHE, ..BLANK },
        Opcode { number: 183, name: "LOAD_ATTR_CLASS", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_CLASS_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 184, name: "LOAD_ATTR_CLASS_WITH_METACLASS_CHECK", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_CLASS_WITH_METACLASS_CHECK_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 185, name: "LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN_CACHE, finds: Finds::Special("__getattribute__"), ..BLANK },
        Opcode { number: 186, name: "LOAD_ATTR_INSTANCE_VALUE", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_INSTANCE_VALUE_CACHE, ..BLANK },
        Opcode { number: 187, name: "LOAD_ATTR_METHOD_LAZY_DICT", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_METHOD_LAZY_DICT_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 188, name: "LOAD_ATTR_METHOD_NO_DICT", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_METHOD_NO_DICT_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 189, name: "LOAD_ATTR_METHOD_WITH_VALUES", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_METHOD_WITH_VALUES_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 190, name: "LOAD_ATTR_MODULE", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_MODULE_CACHE, ..BLANK },
        Opcode { number: 191, name: "LOAD_ATTR_NONDESCRIPTOR_NO_DICT", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_NONDESCRIPTOR_NO_DICT_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 192, name: "LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 193, name: "LOAD_ATTR_PROPERTY", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_PROPERTY_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 194, name: "LOAD_ATTR_SLOT", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_SLOT_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 195, name: "LOAD_ATTR_WITH_HINT", base: "LOAD_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_ATTR_WITH_HINT_CACHE, ..BLANK },
        Opcode { number: 196, name: "LOAD_GLOBAL_BUILTIN", base: "LOAD_GLOBAL", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL" }] }, cache: LOAD_GLOBAL_CACHE, guard: Some("built-in name"), ..BLANK },
        Opcode { number: 197, name: "LOAD_GLOBAL_MODULE", base: "LOAD_GLOBAL", kind: Kind::Specialized, operand: Operand::Name { shift: 1, marks: &[Mark { mask: 1, text: "{} + NULL" }] }, cache: LOAD_GLOBAL_MODULE_CACHE, guard: Some("global variable"), ..BLANK },
        Opcode { number: 198, name: "LOAD_SUPER_ATTR_ATTR", base: "LOAD_SUPER_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 2, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_SUPER_ATTR_CACHE, guard: Some("super"), ..BLANK },
        Opcode { number: 199, name: "LOAD_SUPER_ATTR_METHOD", base: "LOAD_SUPER_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 2, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_SUPER_ATTR_CACHE, guard: Some("super"), ..BLANK },
        Opcode { number: 200, name: "RESUME_CHECK", base: "RESUME", kind: Kind::Quickened, operand: Operand::Number, cache: RESUME_CACHE, ..BLANK },
        Opcode { number: 201, name: "RESUME_CHECK_JIT", base: "RESUME", kind: Kind::Quickened, operand: Operand::Number, cache: RESUME_CACHE, ..BLANK },
        Opcode { number: 202, name: "SEND_ASYNC_GEN", base: "SEND", kind: Kind::Specialized, operand: Operand::Jump, cache: SEND_CACHE, guard: Some("async generator"), ..BLANK },
        Opcode { number: 203, name: "SEND_GEN", base: "SEND", kind: Kind::Specialized, operand: Operand::Jump, cache: SEND_CACHE, guard: Some("generator or coroutine"), ..BLANK },
        Opcode { number: 204, name: "SEND_VIRTUAL", base: "SEND", kind: Kind::Specialized, operand: Operand::Jump, cache: SEND_CACHE, guard: Some("built-in sequence"), ..BLANK },
        Opcode { number: 205, name: "STORE_ATTR_INSTANCE_VALUE", base: "STORE_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 0, marks: &[] }, cache: STORE_ATTR_INSTANCE_VALUE_CACHE, ..BLANK },
        Opcode { number: 206, name: "STORE_ATTR_SLOT", base: "STORE_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 0, marks: &[] }, cache: STORE_ATTR_SLOT_CACHE, finds: Finds::Name, ..BLANK },
        Opcode { number: 207, name: "STORE_ATTR_WITH_HINT", base: "STORE_ATTR", kind: Kind::Specialized, operand: Operand::Name { shift: 0, marks: &[] }, cache: STORE_ATTR_WITH_HINT_CACHE, ..BLANK },
        Opcode { number: 208, name: "STORE_SUBSCR_DICT", base: "STORE_SUBSCR", kind: Kind::Specialized, cache: STORE_SUBSCR_CACHE, guard: Some("dict"), ..BLANK },
        Opcode { number: 209, name: "STORE_SUBSCR_LIST_INT", base: "STORE_SUBSCR", kind: Kind::Specialized, cache: STORE_SUBSCR_CACHE, guard: Some("list and int index"), ..BLANK },
        Opcode { number: 210, name: "TO_BOOL_ALWAYS_TRUE", base: "TO_BOOL", kind: Kind::Specialized, cache: TO_BOOL_ALWAYS_TRUE_CACHE, ..BLANK },
        Opcode { number: 211, name: "TO_BOOL_BOOL", base: "TO_BOOL", kind: Kind::Specialized, cache: TO_BOOL_BOOL_CACHE, guard: Some("bool"), ..BLANK },
        Opcode { number: 212, name: "TO_BOOL_INT", base: "TO_BOOL", kind: Kind::Specialized, cache: TO_BOOL_INT_CACHE, guard: Some("int"), ..BLANK },
        Opcode { number: 213, name: "TO_BOOL_LIST", base: "TO_BOOL", kind: Kind::Specialized, cache: TO_BOOL_LIST_CACHE, guard: Some("list"), ..BLANK },
        Opcode { number: 214, name: "TO_BOOL_NONE", base: "TO_BOOL", kind: Kind::Specialized, cache: TO_BOOL_NONE_CACHE, guard: Some("None"), ..BLANK },
        Opcode { number: 215, name: "TO_BOOL_STR", base: "TO_BOOL", kind: Kind::Specialized, cache: TO_BOOL_STR_CACHE, guard: Some("str"), ..BLANK },
        Opcode { number: 216, name: "UNPACK_SEQUENCE_LIST", base: "UNPACK_SEQUENCE", kind: Kind::Specialized, operand: Operand::Number, cache: UNPACK_SEQUENCE_CACHE, guard: Some("list"), ..BLANK },
        Opcode { number: 217, name: "UNPACK_SEQUENCE_TUPLE", base: "UNPACK_SEQUENCE", kind: Kind::Specialized, operand: Operand::Number, cache: UNPACK_SEQUENCE_CACHE, guard: Some("tuple"), ..BLANK },
        Opcode { number: 218, name: "UNPACK_SEQUENCE_TWO_TUPLE", base: "UNPACK_SEQUENCE", kind: Kind::Specialized, operand: Operand::Number, cache: UNPACK_SEQUENCE_CACHE, guard: Some("tuple of two"), ..BLANK },
        Opcode { number: 219, name: "<219>", base: "<219>", ..BLANK },
        Opcode { number: 220, name: "<220>", base: "<220>", ..BLANK },
        Opcode { number: 221, name: "<221>", base: "<221>", ..BLANK },
        Opcode { number: 222, name: "<222>", base: "<222>", ..BLANK },
        Opcode { number: 223, name: "<223>", base: "<223>", ..BLANK },
        Opcode { number: 224, name: "<224>", base: "<224>", ..BLANK },
        Opcode { number: 225, name: "<225>", base: "<225>", ..BLANK },
        Opcode { number: 226, name: "<226>", base: "<226>", ..BLANK },
        Opcode { number: 227, name: "<227>", base: "<227>", ..BLANK },
        Opcode { number: 228, name: "<228>", base: "<228>", ..BLANK },
        Opcode { number: 229, name: "<229>", base: "<229>", ..BLANK },
        Opcode { number: 230, name: "<230>", base: "<230>", ..BLANK },
        Opcode { number: 231, name: "<231>", base: "<231>", ..BLANK },
        Opcode { number: 232, name: "<232>", base: "<232>", ..BLANK },
        Opcode { number: 233, name: "INSTRUMENTED_END_FOR", base: "END_FOR", kind: Kind::Instrumented, ..BLANK },
        Opcode { number: 234, name: "INSTRUMENTED_POP_ITER", base: "POP_ITER", kind: Kind::Instrumented, ..BLANK },
        Opcode { number: 235, name: "INSTRUMENTED_END_SEND", base: "END_SEND", kind: Kind::Instrumented, ..BLANK },
        Opcode { number: 236, name: "INSTRUMENTED_FOR_ITER", base: "FOR_ITER", kind: Kind::Instrumented, operand: Operand::Jump, cache: FOR_ITER_CACHE, ..BLANK },
        Opcode { number: 237, name: "INSTRUMENTED_INSTRUCTION", base: "INSTRUMENTED_INSTRUCTION", kind: Kind::Instrumented, ..BLANK },
        Opcode { number: 238, name: "INSTRUMENTED_JUMP_FORWARD", base: "JUMP_FORWARD", kind: Kind::Instrumented, operand: Operand::Jump, ..BLANK },
        Opcode { number: 239, name: "INSTRUMENTED_NOT_TAKEN", base: "NOT_TAKEN", kind: Kind::Instrumented, ..BLANK },
        Opcode { number: 240, name: "INSTRUMENTED_POP_JUMP_IF_TRUE", base: "POP_JUMP_IF_TRUE", kind: Kind::Instrumented, operand: Operand::Jump, cache: POP_JUMP_IF_TRUE_CACHE, ..BLANK },
        Opcode { number: 241, name: "INSTRUMENTED_POP_JUMP_IF_FALSE", base: "POP_JUMP_IF_FALSE", kind: Kind::Instrumented, operand: Operand::Jump, cache: POP_JUMP_IF_FALSE_CACHE, ..BLANK },
        Opcode { number: 242, name: "INSTRUMENTED_POP_JUMP_IF_NONE", base: "POP_JUMP_IF_NONE", kind: Kind::Instrumented, operand: Operand::Jump, cache: POP_JUMP_IF_NONE_CACHE, ..BLANK },
        Opcode { number: 243, name: "INSTRUMENTED_POP_JUMP_IF_NOT_NONE", base: "POP_JUMP_IF_NOT_NONE", kind: Kind::Instrumented, operand: Operand::Jump, cache: POP_JUMP_IF_NOT_NONE_CACHE, ..BLANK },
        Opcode { number: 244, name: "INSTRUMENTED_RESUME", base: "RESUME", kind: Kind::Instrumented, operand: Operand::Number, cache: RESUME_CACHE, ..BLANK },
        Opcode { number: 245, name: "INSTRUMENTED_RETURN_VALUE", base: "RETURN_VALUE", kind: Kind::Instrumented, ..BLANK },
        Opcode { number: 246, name: "INSTRUMENTED_YIELD_VALUE", base: "YIELD_VALUE", kind: Kind::Instrumented, operand: Operand::Number, ..BLANK },
        Opcode { number: 247, name: "INSTRUMENTED_END_ASYNC_FOR", base: "END_ASYNC_FOR", kind: Kind::Instrumented, operand: Operand::JumpSource, ..BLANK },
        Opcode { number: 248, name: "INSTRUMENTED_LOAD_SUPER_ATTR", base: "LOAD_SUPER_ATTR", kind: Kind::Instrumented, operand: Operand::Name { shift: 2, marks: &[Mark { mask: 1, text: "{} + NULL|self" }] }, cache: LOAD_SUPER_ATTR_CACHE, ..BLANK },
        Opcode { number: 249, name: "INSTRUMENTED_CALL", base: "CALL", kind: Kind::Instrumented, operand: Operand::Number, cache: CALL_CACHE, ..BLANK },
        Opcode { number: 250, name: "INSTRUMENTED_CALL_KW", base: "CALL_KW", kind: Kind::Instrumented, operand: Operand::Number, cache: CALL_KW_CACHE, ..BLANK },
        Opcode { number: 251, name: "INSTRUMENTED_CALL_FUNCTION_EX", base: "CALL_FUNCTION_EX", kind: Kind::Instrumented, cache: CALL_FUNCTION_EX_CACHE, ..BLANK },
        Opcode { number: 252, name: "INSTRUMENTED_JUMP_BACKWARD", base: "JUMP_BACKWARD", kind: Kind::Instrumented, operand: Operand::JumpBack, cache: JUMP_BACKWARD_CACHE, ..BLANK },
        Opcode { number: 253, name: "INSTRUMENTED_LINE", base: "INSTRUMENTED_LINE", kind: Kind::Instrumented, ..BLANK },
        Opcode { number: 254, name: "ENTER_EXECUTOR", base: "ENTER_EXECUTOR", kind: Kind::Executor, operand: Operand::Number, ..BLANK },
        Opcode { number: 255, name: "TRACE_RECORD", base: "TRACE_RECORD", kind: Kind::Reserved, operand: Operand::Number, ..BLANK },
    ],
};
