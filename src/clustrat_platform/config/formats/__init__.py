"""How dates are written, where Django knows another usage than ours."""
