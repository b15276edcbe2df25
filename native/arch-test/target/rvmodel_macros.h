/* The name that newer versions of the architecture tests include. */
#include "model_test.h"
